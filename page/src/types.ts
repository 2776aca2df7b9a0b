// What the engine takes and gives: the contract with page/engine. The page adds no knowledge of forms to it.

export type Level = 'error' | 'warning' | 'note';
export const LEVELS: readonly Level[] = ['error', 'warning', 'note'];
export interface Counts { error: number; warning: number; note: number }

export interface Edition {
  id: string;
  title: string;
  document: string;
  tables: { key: string; name: string; many: boolean }[];
  year: boolean;
}

export type Kind = 'line' | 'paragraphs' | 'choice' | 'group' | 'number' | 'whole' | 'rate' | 'measure';

export interface Rule {
  label: string;
  hint?: string | null;
  refusal?: string | null;
  required?: boolean;
  kind: Kind;
  words?: string[] | null;
  others?: boolean | null;
  outer?: string | null;
  pairs?: [string, string][] | null;
  min?: string | null;
  max?: string | null;
  max_length?: number | null;
  derived?: string | null;
}

export interface Rules {
  fields: Record<string, Rule>;
  lists: Record<string, { label: string; columns: string[] }>;
}

export interface Info {
  id: number;
  file: string;
  name: string;
  code: string;
  edition: string;
  editable: boolean;
  counts: Counts;
}

export interface Finding {
  number: number;
  code: string;
  level: Level;
  file: string;
  cell?: string | null;
  pointer: string;
  label: string;
  seen: string;
  expected: string;
  mend: string;
  changes?: { pointer: string; text?: string; number?: string }[];
  follows?: number | null;
  /** Where it is, by the labels of the form. */
  path?: string | null;
  /** What is checked, in one line. */
  summary?: string | null;
  /** Whether it is an error of reading the file, which stands until it is settled. */
  opening?: boolean;
  /** Whether it is about something without a place in the form, which can be left out. */
  omissible?: boolean;
}

export interface Cause { number: number; followers: number[] }
export interface Report { findings: Finding[]; causes: Cause[]; counts: Counts }

export interface Cell {
  row: number;
  col: number;
  rows: number;
  cols: number;
  label: boolean;
  style: number;
  text: string;
  pointers: string[];
}

export interface Title { text: string; style: number; height: number; pointers: string[] }

export interface Table {
  form: string;
  name: string;
  pointer: string;
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  columns: number[];
  rows: number[];
  titles: Title[];
  framed: [number, number];
  styles: string[];
  inner: number;
  outer: number;
  cells: Cell[];
  lists: { pointer: string; first: number; rows: number[] }[];
}

export interface Value { text: string; origin: 'typed' | 'derived' | 'absent'; label?: string }

/** What the page shows of a document; made of the engine's `Screen` by adapt.ts. */
export interface View {
  id: number;
  revision: number;
  edition: string;
  name: string;
  /** Name of its files without an ending. */
  base: string;
  tables: Table[];
  values: Record<string, Value>;
  findings: Finding[];
  causes: Cause[];
  counts: Counts;
  /** Pointers of values and rows that are not as they came. */
  changed: Set<string>;
  undo: boolean;
  redo: boolean;
  others: { pointer: string; label: string }[];
}

export interface TableDifference { cells: [number, Cell][]; rows?: number[] | null; titles?: Title[] | null }
/** How a table comes about: the one that stood at `from`, perhaps with differences, or a new one. */
export type TableChange = { from: number; patch?: TableDifference } | { table: Table };

// The engine's own forms.

export type WireTable = Omit<Table, 'lists'>;
export interface Screen {
  edition: string;
  name: string;
  file: string;
  tables: WireTable[];
  values: Record<string, Value>;
  findings: Finding[];
  causes: Cause[];
  counts: Counts;
  changed: string[];
  others: string[];
  undo: boolean;
  redo: boolean;
}
export type WireChange = { same: number } | { patch: [number, TableDifference] } | { table: WireTable };
export interface ScreenChange extends Screen {
  changes: WireChange[];
  new_values: Record<string, Value | null>;
}

export type Op =
  | { op: 'set'; pointer: string; text: string | null }
  | { op: 'add'; list: string; at: number }
  | { op: 'remove'; pointer: string }
  | { op: 'move'; pointer: string; to: number }
  | { op: 'take'; finding: number }
  | { op: 'omit'; finding: number }
  | { op: 'settle'; finding: number };

export interface NamedBytes { name: string; bytes: Uint8Array }
export interface Made { files: NamedBytes[]; report: string }
/** Editions or faces of a font that were added; with no names, nothing changed. */
export interface Added { names: string[]; report: Report }
/** What a batch made, in numbers and names. */
export interface Outcome {
  departments: number;
  made: number;
  returned: string[];
  unread: string[];
  failures: [string, string][];
  skipped: [string, string][];
}
export interface BatchOptions { formats: Format[]; publish: boolean; volume: boolean; bureau: string; year?: number }
/** A batch under way: departments, then the overall file that is being made. */
export interface Progress { done: number; of: number; making: string | null }
export type Format = 'xlsx' | 'pdf' | 'html' | 'json';

/** The methods of the engine, as they are called from the page: texts of JSON are parsed on this side. */
export interface EngineCalls {
  version(): string;
  editions(): string;
  rules(edition: string): string;
  open(files: NamedBytes[], edition?: string): string;
  start(edition: string, copies: string, rows: number, year?: number): string;
  add_edition(files: NamedBytes[]): string;
  add_font(name: string, bytes: Uint8Array): string;
  resume(id: number, text: string, changed: string): void;
  view(id: number): string;
  edit(id: number, ops: string): string;
  undo(id: number): string;
  redo(id: number): string;
  make(id: number, options: string): Made;
  marked(id: number): { files: NamedBytes[] };
  blank(edition: string, copies: number, rows: number, year?: number): NamedBytes;
  filled_blank(id: number): NamedBytes;
  list(ids: string, format: 'xlsx' | 'csv'): Made;
  batch(files: (NamedBytes & { written: number })[], options: string): Made;
  text(id: number): string;
  close(id: number): void;
  has_outlines(): boolean;
}
