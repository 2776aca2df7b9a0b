// A table as it prints: positions in mm from the widths and heights that the engine laid out.
import type { Cell, Level, Table, TableDifference, Title } from './types';
import { spotsOf, type Spot } from './adapt';
import { h } from './dom';

/** The worst finding of a cell and how many there are. */
export interface Mark { level: Level; count: number }
export interface Marks {
  level: Map<string, Mark>;
  changed(pointer: string): boolean;
  derived(pointer: string): boolean;
}

const MARK: Record<Level, [string, string]> = { error: ['✕', '错误'], warning: ['!', '警告'], note: ['i', '提示'] };
export const markOf = (level: Level): string => MARK[level][0];
export const levelWord = (level: Level): string => MARK[level][1];
const mm = (length: number): string => `${Math.round(length * 1e4) / 1e4}mm`;

// One style sheet for each set of looks: the tables of one form share theirs.
const looks = new Map<string, string>();

export function look(table: Table): string {
  const key = `${table.inner}|${table.styles.join('|')}`;
  const known = looks.get(key);
  if (known) return known;
  const name = `look${looks.size}`;
  looks.set(key, name);
  const sheet = new CSSStyleSheet();
  table.styles.forEach((style, at) => {
    sheet.insertRule(`.${name} .s${at}{${style}}`, sheet.cssRules.length);
    const rule = sheet.cssRules[sheet.cssRules.length - 1] as CSSStyleRule;
    const own = rule.style;
    // The rule of a cell lies on its edge, as in print; here it takes its width from the padding. A cell reaches over
    // the rule of the next one, so that no gap shows between them at any zoom.
    for (const [side, sign] of [['padding-left', '-'], ['padding-top', '-'], ['padding-right', '+'], ['padding-bottom', '+']] as const) {
      const padding = own.getPropertyValue(side);
      if (padding) own.setProperty(side, `max(0pt, calc(${padding} ${sign} ${table.inner}pt))`);
    }
    const upright = own.verticalAlign;
    own.setProperty('justify-content', upright === 'top' ? 'flex-start' : upright === 'bottom' ? 'flex-end' : 'center');
    // Where it is known: a text that is too long loses its end and not its beginning.
    if (own.justifyContent === 'center') own.setProperty('justify-content', 'safe center');
  });
  sheet.insertRule(`.${name} .framed{border-width:${table.inner}pt 0 0 ${table.inner}pt}`, sheet.cssRules.length);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return name;
}

export class Sheet {
  readonly element: HTMLElement;
  readonly grid: HTMLElement;
  table: Table;
  private cells: HTMLElement[] = [];
  private rows: HTMLElement[] = [];
  private titles: HTMLElement[] = [];
  private frame: HTMLElement;
  private slots: Int32Array = new Int32Array(0);
  private shown = new Map<Spot, string>();
  private lefts: number[] = [];
  private drawn: Cell[] = [];
  private heights: number[] = [];
  private marks: Marks | undefined;
  selected: Spot | undefined;

  constructor(table: Table) {
    this.table = table;
    this.frame = h('div', { class: 'frame', 'aria-hidden': 'true' });
    this.grid = h('div', { role: 'grid', class: 'grid', 'aria-label': table.name });
    this.element = h('div', { class: `paper ${look(table)}` });
    this.draw();
  }

  private draw(): void {
    const { table } = this;
    this.shown.clear();
    this.drawn = [...table.cells];
    this.heights = [...table.rows];
    this.lefts = [0];
    for (const width of table.columns) this.lefts.push((this.lefts[this.lefts.length - 1] ?? 0) + width);
    this.element.style.width = mm(table.width);
    this.element.style.minHeight = mm(table.height);
    this.element.style.padding = `${mm(table.top)} ${mm(table.right)} ${mm(table.top)} ${mm(table.left)}`;
    this.titles = table.titles.map((title, at) => this.titleElement(title, at));
    this.grid.setAttribute('aria-rowcount', String(table.rows.length));
    this.grid.setAttribute('aria-colcount', String(table.columns.length));
    this.grid.style.width = mm(this.lefts[this.lefts.length - 1] ?? 0);
    this.rows = table.rows.map((height, row) => {
      const element = document.createElement('div');
      element.className = 'row';
      element.setAttribute('role', 'none');
      element.setAttribute('aria-rowindex', String(row + 1));
      element.style.height = mm(height);
      return element;
    });
    this.slots = new Int32Array(table.rows.length * table.columns.length).fill(-1);
    this.cells = table.cells.map((cell, at) => {
      const element = this.cellElement(cell, at);
      const row = this.rows[cell.row];
      if (row) {
        row.setAttribute('role', 'row');
        row.append(element);
      }
      for (let r = cell.row; r < cell.row + cell.rows; r++) {
        this.slots.fill(at, r * table.columns.length + cell.col, r * table.columns.length + cell.col + cell.cols);
      }
      return element;
    });
    this.grid.replaceChildren(...this.rows);
    this.placeFrame();
    this.element.replaceChildren(...this.titles, h('div', { class: 'body' }, this.grid, this.frame));
    const first = table.cells.findIndex((cell) => cell.pointers.length > 0);
    this.cells[Math.max(first, 0)]?.setAttribute('tabindex', '0');
  }

  private height(from: number, count: number): number {
    let sum = 0;
    for (let row = from; row < from + count; row++) sum += this.table.rows[row] ?? 0;
    return sum;
  }

  private reach(length: number): string {
    return `calc(${mm(length)} + ${this.table.inner}pt)`;
  }

  private placeFrame(): void {
    const [first, end] = this.table.framed;
    const half = `${-this.table.outer / 2}pt`;
    this.frame.style.top = `calc(${mm(this.height(0, first))} + ${half})`;
    this.frame.style.height = `calc(${mm(this.height(first, end - first))} + ${this.table.outer}pt)`;
    this.frame.style.left = half;
    this.frame.style.right = half;
    this.frame.style.borderWidth = `${this.table.outer}pt`;
  }

  private titleElement(title: Title, at: number): HTMLElement {
    const element = h('div', { class: `title s${title.style}`, 'data-spot': String(-1 - at) }, h('span', {}, title.text));
    element.style.height = mm(title.height);
    if (title.pointers.length > 0) {
      element.setAttribute('role', 'button');
      element.setAttribute('tabindex', '0');
      element.classList.add('data');
    }
    return element;
  }

  private cellElement(cell: Cell, at: number): HTMLElement {
    const element = document.createElement('div');
    const [first, end] = this.table.framed;
    const framed = cell.row >= first && cell.row < end ? ' framed' : '';
    element.className = `cell s${cell.style}${framed}${cell.pointers.length > 0 ? ' data' : ''}`;
    element.setAttribute('role', cell.label ? (cell.rows > 1 || cell.col === 0 ? 'rowheader' : 'columnheader') : 'gridcell');
    element.setAttribute('aria-colindex', String(cell.col + 1));
    if (cell.rows > 1) element.setAttribute('aria-rowspan', String(cell.rows));
    if (cell.cols > 1) element.setAttribute('aria-colspan', String(cell.cols));
    if (cell.pointers.length === 0) element.setAttribute('aria-readonly', 'true');
    element.dataset['spot'] = String(at);
    element.style.left = mm(this.lefts[cell.col] ?? 0);
    element.style.width = this.reach((this.lefts[cell.col + cell.cols] ?? 0) - (this.lefts[cell.col] ?? 0));
    element.style.height = this.reach(this.height(cell.row, cell.rows));
    element.textContent = cell.text;
    return element;
  }

  /** Shows another table in place of this one. */
  replaceTable(table: Table): void {
    // Cells have other numbers now: the selection stays with its value.
    const kept = this.selected === undefined ? undefined : (this.drawnPointers(this.selected)[0] ?? '');
    const near = this.selected ?? 0;
    const focused = this.element.contains(document.activeElement);
    this.table = table;
    this.element.className = `paper ${look(table)}`;
    this.draw();
    this.selected = undefined;
    if (this.marks) this.mark(this.marks);
    if (kept !== undefined) this.select(this.spot(kept) ?? Math.min(near, this.cells.length - 1), focused);
  }

  /** Shows differences that were made to the table. */
  update({ cells, rows, titles }: TableDifference): void {
    if (rows && rows.length === this.heights.length) this.resize(rows);
    for (const [at, cell] of cells) this.replace(at, cell);
    if (!titles) return;
    titles.forEach((title, at) => {
      const old = this.titles[at];
      if (!old) return;
      const element = this.titleElement(title, at);
      old.replaceWith(element);
      this.titles[at] = element;
      this.shown.delete(-1 - at);
    });
  }

  private resize(rows: number[]): void {
    const differs = rows.map((height, row) => height !== this.heights[row]);
    this.heights = [...rows];
    differs.forEach((is, row) => {
      if (is) this.rows[row]!.style.height = mm(rows[row]!);
    });
    this.table.cells.forEach((cell, at) => {
      for (let row = cell.row; row < cell.row + cell.rows; row++) {
        if (!differs[row]) continue;
        this.cells[at]!.style.height = this.reach(this.height(cell.row, cell.rows));
        break;
      }
    });
    this.placeFrame();
  }

  private replace(at: number, cell: Cell): void {
    const old = this.cells[at];
    if (!old) return;
    this.drawn[at] = cell;
    const element = this.cellElement(cell, at);
    const focused = document.activeElement === old;
    if (old.hasAttribute('tabindex')) element.setAttribute('tabindex', '0');
    old.replaceWith(element);
    this.cells[at] = element;
    this.shown.delete(at);
    if (this.selected === at) {
      this.dress(element, true);
      if (focused) element.focus({ preventScroll: true });
    }
  }

  /** Shows levels, changes and how values come about. Only cells whose marks changed are touched. */
  mark(marks: Marks): void {
    this.marks = marks;
    const one = (spot: Spot, pointers: string[], element: HTMLElement): void => {
      const found = marks.level.get(String(spot));
      const changed = pointers.some((pointer) => marks.changed(pointer));
      const derived = pointers.length > 0 && pointers.every((pointer) => marks.derived(pointer));
      const state = `${found?.level ?? ''}|${found?.count ?? ''}|${changed}|${derived}`;
      if ((this.shown.get(spot) ?? '||false|false') === state) return;
      this.shown.set(spot, state);
      for (const level of ['error', 'warning', 'note'] as const) element.classList.toggle(level, found?.level === level);
      element.classList.toggle('changed', changed);
      element.classList.toggle('derived', derived);
      element.querySelector('.flag')?.remove();
      if (found) element.append(h('span', { class: 'flag', 'aria-hidden': 'true' }, MARK[found.level][0]));
      const words = [
        found && `${MARK[found.level][1]}，共 ${found.count} 处问题`,
        changed && '已改',
        derived && '算出来的',
      ].filter(Boolean);
      if (words.length > 0) element.setAttribute('aria-description', words.join('；'));
      else element.removeAttribute('aria-description');
    };
    this.table.cells.forEach((cell, at) => one(at, cell.pointers, this.cells[at]!));
    this.table.titles.forEach((title, at) => one(-1 - at, title.pointers, this.titles[at]!));
  }

  /** Where a pointer stands, or the first value under it. */
  spot(pointer: string): Spot | undefined {
    return spotsOf(this.table).get(pointer);
  }

  at(row: number, col: number): Spot | undefined {
    if (row < 0 || col < 0 || row >= this.table.rows.length || col >= this.table.columns.length) return undefined;
    const at = this.slots[row * this.table.columns.length + col];
    return at === undefined || at < 0 ? undefined : at;
  }

  elementOf(spot: Spot): HTMLElement | undefined {
    return spot < 0 ? this.titles[-1 - spot] : this.cells[spot];
  }

  pointers(spot: Spot): string[] {
    return (spot < 0 ? this.table.titles[-1 - spot]?.pointers : this.table.cells[spot]?.pointers) ?? [];
  }

  private drawnPointers(spot: Spot): string[] {
    return (spot < 0 ? this.table.titles[-1 - spot]?.pointers : this.drawn[spot]?.pointers) ?? [];
  }

  private dress(element: HTMLElement, on: boolean): void {
    element.classList.toggle('selected', on);
    if (!element.classList.contains('cell')) return;
    element.setAttribute('tabindex', on ? '0' : '-1');
    if (!on) {
      element.removeAttribute('aria-selected');
      element.removeAttribute('contenteditable');
      return;
    }
    element.setAttribute('aria-selected', 'true');
    if (!element.classList.contains('data')) return;
    // An input method works only in editable places: the selected cell is one, and hands what it gets to the editor.
    try {
      element.contentEditable = 'plaintext-only';
    } catch {
      element.contentEditable = 'true';
    }
    element.spellcheck = false;
  }

  select(spot: Spot | undefined, focus = true): void {
    if (this.selected !== spot) {
      const old = this.selected === undefined ? undefined : this.elementOf(this.selected);
      if (old) this.dress(old, false);
      // A title is a stop of its own; the cells keep theirs.
      if (spot !== undefined && spot < 0) {
        if (old?.classList.contains('cell')) old.setAttribute('tabindex', '0');
      } else for (const stop of this.grid.querySelectorAll('.cell[tabindex="0"]')) stop.setAttribute('tabindex', '-1');
      this.selected = spot;
    }
    if (spot === undefined) return;
    const element = this.elementOf(spot);
    if (!element) return;
    this.dress(element, true);
    if (focus) {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }

  /** Puts back the text of a cell into which an input method wrote. */
  restore(spot: Spot): void {
    const cell = this.table.cells[spot];
    const element = this.cells[spot];
    if (!cell || !element) return;
    const flag = element.querySelector('.flag');
    element.textContent = cell.text;
    if (flag) element.append(flag);
    else if (this.marks) {
      this.shown.delete(spot);
      this.mark(this.marks);
    }
  }

  flash(spot: Spot): void {
    const element = this.elementOf(spot);
    if (!element) return;
    element.classList.remove('flash');
    void element.offsetWidth;
    element.classList.add('flash');
    element.addEventListener('animationend', () => element.classList.remove('flash'), { once: true });
  }
}
