// Printing from the browser: real tables, so that rows break between pages and heads repeat.
import { h } from './dom';
import { look } from './sheet';
import type { Table, View } from './types';

const mm = (length: number): string => `${length}mm`;

/** The head rows of a list are those right above its first record that hold heads only. */
function headOf(table: Table, first: number): number {
  let head = first;
  while (head > 0) {
    const cells = table.cells.filter((cell) => cell.row <= head - 1 && cell.row + cell.rows > head - 1);
    if (cells.length === 0 || cells.some((cell) => !cell.label || cell.row + cell.rows > first || cell.cols === table.columns.length)) break;
    // A row of heads is a row of its own: none of its cells began further up beside values.
    if (cells.some((cell) => cell.row < head - 1)) break;
    head--;
    if (first - head >= 2) break;
  }
  return head;
}

/** The rows `from` up to `end` as a table; the first `heads` of them are repeated on each page. */
function segment(table: Table, from: number, end: number, heads: number): HTMLElement {
  const element = h('table', { class: 'printed' });
  element.append(
    h('colgroup', {}, ...table.columns.map((width) => {
      const col = h('col');
      col.style.width = mm(width);
      return col;
    })),
  );
  const bodies = heads > 0 ? [h('thead'), h('tbody')] : [h('tbody')];
  const byRow = new Map<number, Table['cells']>();
  for (const cell of table.cells) {
    if (cell.row < from || cell.row >= end) continue;
    const row = byRow.get(cell.row) ?? [];
    row.push(cell);
    byRow.set(cell.row, row);
  }
  const [first, framedEnd] = table.framed;
  for (let row = from; row < end; row++) {
    const line = h('tr');
    line.style.height = mm(table.rows[row] ?? 0);
    for (const cell of byRow.get(row) ?? []) {
      const rows = Math.min(cell.rows, end - row);
      const td = h(cell.label ? 'th' : 'td', {
        class: `s${cell.style}`, rowspan: rows > 1 && rows, colspan: cell.cols > 1 && cell.cols,
      }, cell.text);
      if (row >= first && row < framedEnd) td.style.border = `${table.inner}pt solid #000`;
      line.append(td);
    }
    bodies[heads > 0 && row >= from + heads ? 1 : 0]!.append(line);
  }
  element.append(...bodies);
  return element;
}

export function printWork(view: View): void {
  const papers = [...document.querySelectorAll<HTMLElement>('.print')];
  for (const old of papers) old.remove();
  const first = view.tables[0];
  if (!first) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@page{size:${first.width}mm ${first.height}mm;margin:${first.top}mm ${first.right}mm ${first.top}mm ${first.left}mm}`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const root = h('div', { class: 'print' });
  for (const table of view.tables) {
    const paper = h('section', {});
    for (const title of table.titles) {
      const line = h('div', { class: `title s${title.style}` }, title.text);
      line.style.minHeight = mm(title.height);
      paper.append(line);
    }
    let from = 0;
    const cuts = table.lists.filter((list) => list.first > 0 && list.first < table.rows.length).map((list) => ({ head: headOf(table, list.first), first: list.first }));
    for (const cut of cuts) {
      if (cut.head < from || cut.head === cut.first) continue;
      if (cut.head > from) paper.append(segment(table, from, cut.head, 0));
      const next = cuts.find((each) => each.head > cut.head);
      const end = next ? next.head : table.rows.length;
      paper.append(segment(table, cut.head, end, cut.first - cut.head));
      from = end;
    }
    if (from < table.rows.length) paper.append(segment(table, from, table.rows.length, 0));
    paper.className = look(table);
    root.append(paper);
  }
  document.body.append(root);
  const after = (): void => {
    root.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    window.removeEventListener('afterprint', after);
  };
  window.addEventListener('afterprint', after);
  window.print();
}
