// The engine's screens → what the page works with: lists of rows found in the cells, labels of values, table changes.
import { beside, generic, recordOf } from './pointers';
import type { Rules, Screen, ScreenChange, Table, TableChange, View, WireTable } from './types';

/** The lists of a table: where their records stand, by the cells that show a single one. */
export function withLists(table: WireTable, rules: Rules): Table {
  const own = generic(table.pointer);
  const lists: Table['lists'] = Object.keys(rules.lists)
    .filter((list) => list.startsWith(`${own}/`))
    .map((list) => ({ pointer: beside(list, table.pointer), first: -1, rows: [] }))
    .filter((list) => !list.pointer.includes('*'));
  for (const cell of table.cells) {
    if (cell.pointers.length === 0) continue;
    for (const list of lists) {
      for (const pointer of cell.pointers) {
        const record = recordOf(list.pointer, pointer);
        if (record === undefined) continue;
        // A cell that several rows share stands in the row of the first one only.
        const row = cell.pointers.length > 1 && cell.rows > 1 ? undefined : cell.row;
        if (row !== undefined) list.rows[record] = Math.min(list.rows[record] ?? row, row);
        else if (!(record in list.rows)) list.rows[record] = list.rows[record] ?? Number.MAX_SAFE_INTEGER;
      }
    }
  }
  for (const list of lists) list.first = list.rows.length > 0 ? Math.min(...list.rows.slice(0, 1)) : -1;
  return { ...table, lists };
}

/** Where a value stands: a cell, or a title as -1, -2, … */
export type Spot = number;
const known = new WeakMap<Table, Map<string, Spot>>();

/** Where the values of a table stand, and the first one under each pointer above them. */
export function spotsOf(table: Table): Map<string, Spot> {
  const before = known.get(table);
  if (before) return before;
  const spots = new Map<string, Spot>();
  const put = (pointers: string[], spot: Spot): void => {
    for (const each of pointers) {
      for (let path = each; path && !spots.has(path); path = path.slice(0, path.lastIndexOf('/'))) spots.set(path, spot);
    }
  };
  // Cells before titles: a name in a title is edited in its cell.
  table.cells.forEach((cell, at) => put(cell.pointers, at));
  table.titles.forEach((title, at) => put(title.pointers, -1 - at));
  known.set(table, spots);
  return spots;
}

function common(screen: Screen, values: View['values'], id: number, revision: number): Omit<View, 'tables'> {
  return {
    id,
    revision,
    values,
    edition: screen.edition,
    name: screen.name,
    base: screen.file.replace(/\.json$/i, ''),
    findings: screen.findings,
    causes: screen.causes,
    counts: screen.counts,
    changed: new Set(screen.changed),
    undo: screen.undo,
    redo: screen.redo,
    others: screen.others.map((pointer) => ({ pointer, label: values[pointer]?.label ?? '' })),
  };
}

export function viewOf(screen: Screen, rules: Rules, id: number): View {
  return { ...common(screen, screen.values, id, 0), tables: screen.tables.map((table) => withLists(table, rules)) };
}

/** Applies a change to the tables and values of `before`, which must not be used after it. */
export function changed(change: ScreenChange, rules: Rules, before: View): { view: View; changes: TableChange[] } {
  const { values } = before;
  for (const [pointer, value] of Object.entries(change.new_values)) {
    if (value) values[pointer] = value;
    else delete values[pointer];
  }
  const at = (index: number): Table => {
    const table = before.tables[index];
    if (!table) throw new Error('检查程序的回答与表对不上');
    return table;
  };
  const tables: Table[] = [];
  const changes = change.changes.map((one): TableChange => {
    if ('table' in one) {
      const table = withLists(one.table, rules);
      tables.push(table);
      return { table };
    }
    if ('same' in one) {
      tables.push(at(one.same));
      return { from: one.same };
    }
    const [from, patch] = one.patch;
    const table = at(from);
    for (const [index, cell] of patch.cells) {
      if (cell.pointers.join() !== table.cells[index]?.pointers.join()) known.delete(table);
      table.cells[index] = cell;
    }
    if (patch.rows) table.rows = patch.rows;
    if (patch.titles) {
      known.delete(table);
      table.titles = patch.titles;
    }
    tables.push(table);
    return { from, patch };
  });
  return { view: { ...common(change, values, before.id, before.revision + 1), tables }, changes };
}

/** Tells whether a value, or the row or table that it is in, is not as it came. */
export function changedIn(set: Set<string>): (pointer: string) => boolean {
  // A list is noted when a row of it went: the rows that are left are as they came.
  const rows = new Set([...set].filter((pointer) => /\/\d+$/.test(pointer)));
  if (rows.size === 0) return (pointer) => set.has(pointer);
  return (pointer) => {
    if (set.has(pointer)) return true;
    for (let cut = pointer.lastIndexOf('/'); cut > 0; cut = pointer.lastIndexOf('/', cut - 1)) {
      if (rows.has(pointer.slice(0, cut))) return true;
    }
    return false;
  };
}
