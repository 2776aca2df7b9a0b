/** A file in memory. */
export interface NamedFile {
  name: string;
  bytes: Uint8Array;
}

export type Level = 'error' | 'warning' | 'note';
export type Format = 'xlsx' | 'pdf' | 'html' | 'json';
export type Counts = Record<Level, number>;

/** A form with its tables (表样). */
export interface Edition {
  id: string;
  title: string;
  document: string;
  tables: { key: string; name: string; many: boolean }[];
  year: boolean;
}

/** One finding; texts are in Chinese, made of the words of the form. */
export interface Finding {
  number: number;
  /** What was found: see docs/findings.md, or `jixiao explain CODE`. */
  code: string;
  level: Level;
  file: string;
  /** Sheet and cell, if it came in a workbook. */
  cell?: string | null;
  /** JSON Pointer of the value. */
  pointer: string;
  label: string;
  seen: string;
  expected: string;
  mend: string;
  changes?: { pointer: string; text?: string; number?: string }[];
  follows?: number | null;
  path?: string | null;
  summary?: string | null;
}

export interface Report {
  findings: Finding[];
  causes: { number: number; followers: number[] }[];
  counts: Counts;
}

/** Files that were made; with errors in the data none. */
export interface Made {
  files: NamedFile[];
  report: Report;
}

/** What the fields of an edition accept. */
export interface Rules {
  fields: Record<string, { label: string; kind: string; required?: boolean; words?: string[] | null }>;
  lists: Record<string, { label: string; columns: string[] }>;
}

export interface Added {
  /** Ids of editions, or names of faces; with none nothing changed. */
  names: string[];
  report: Report;
}

/** A step of editing. */
export type Operation =
  | { op: 'set'; pointer: string; text: string | null }
  | { op: 'add'; list: string; at: number }
  | { op: 'remove'; pointer: string }
  | { op: 'move'; pointer: string; to: number }
  | { op: 'take'; finding: number };

/** Editions, fonts and open submissions. */
export class Jixiao {
  private constructor();
  /** Loads the engine and the fonts, about 19 MB, once for all instances. */
  static load(): Promise<Jixiao>;
  readonly version: string;
  editions(): Edition[];
  rules(edition: string): Rules;
  /** A blank workbook, to be filled in with Excel or WPS. */
  blank(edition: string, options?: { copies?: number; rows?: number; year?: number }): NamedFile;
  /** Opens filled-in workbooks, lists or JSON. Workbooks of one department are one document. */
  open(files: NamedFile[], edition?: string): { documents: Document[]; report: Report };
  /** An empty submission; `copies` is the number of each table that may repeat, by its key. */
  start(edition: string, options?: { copies?: Record<string, number>; rows?: number; year?: number }): Document;
  /** The indicators of documents of one edition, a row each. */
  list(documents: Document[], format?: 'xlsx' | 'csv'): Made;
  /** Adds editions of your own: the files of a folder, or zips. */
  addEdition(files: NamedFile[]): Added;
  addFont(name: string, bytes: Uint8Array): Added;
}

/** A submission that is open. */
export class Document {
  private constructor();
  readonly id: number;
  readonly file: string;
  readonly edition: string;
  readonly editable: boolean;
  /** Name of the department. */
  readonly name: string;
  /** Types values, in one step, by their JSON Pointers; `null` clears one, so that it is computed if it can be. */
  set(values: Record<string, string | number | null>): this;
  /** Adds a row to a list, or a table to those of its kind. */
  add(list: string, at: number): this;
  edit(operations: Operation[]): this;
  undo(): this;
  /** The values as they are printed, typed and computed, by their JSON Pointers. */
  readonly values: Record<string, { text: string; origin: 'typed' | 'derived' | 'absent' }>;
  readonly report: Report;
  /** The submission in the format of `jixiao schema`. */
  readonly data: unknown;
  make(options?: { formats?: Format[]; publish?: boolean; eachTable?: boolean }): Made;
  /** The workbooks that it came in, with the findings at their cells. */
  marked(): Made;
  filledBlank(): NamedFile;
  /** Forgets it. */
  close(): void;
}
