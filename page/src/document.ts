// The screen of one document: its tables at true size, the findings beside them, and all that edits values.
import type { Finding, Level, Op, Rule, TableChange, View } from './types';
import { LEVELS } from './types';
import { ask, button, fill, freshId, h, toast } from './dom';
import { Editor, partsOf, type Leave, type Part } from './editor';
import { beside, generic, parent, recordOf } from './pointers';
import { changedIn, spotsOf, type Spot } from './adapt';
import { Sheet, levelWord, markOf, type Mark } from './sheet';
import type { Session, Work } from './session';
import { parseTable } from './tsv';

const ZOOMS = [0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2];
/** Findings that are listed at once: a file with thousands stays usable. */
const LISTED = 300;

/** Older browsers give places inside a zoomed element in its own measure. */
const OWN_MEASURE = !('currentCSSZoom' in Element.prototype);

export class DocumentScreen {
  readonly element: HTMLElement;
  private readonly tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': '各张表' });
  private readonly tableTools = h('div', { class: 'tools' });
  private readonly rowTools = h('div', { class: 'tools', role: 'toolbar', 'aria-label': '行' });
  private readonly others = h('div', { class: 'others', role: 'group', 'aria-label': '表外的栏目' });
  private readonly desk = h('div', { class: 'desk', role: 'tabpanel', id: 'desk' });
  private readonly wrap = h('div', { class: 'wrap' });
  private readonly side = h('aside', { class: 'side', 'aria-label': '检查结果' });
  private readonly summary = h('h2', { tabindex: '-1' });
  private readonly filters = h('div', { class: 'filters', role: 'group', 'aria-label': '看哪些' });
  private readonly list = h('div', { class: 'findings' });
  private readonly place = h('p', { class: 'place', 'aria-live': 'polite' });
  private sheets: (Sheet | undefined)[] = [];
  private at = 0;
  private zoom = 1;
  private level: Record<Level, boolean> = { error: true, warning: true, note: true };
  private only: { table: number; spot: Spot } | undefined;
  private editor: Editor | undefined;
  private busy: Promise<void> = Promise.resolve();
  private marks: Map<string, Mark>[] = [];
  private limit = LISTED;

  constructor(private readonly session: Session, readonly work: Work) {
    this.desk.append(this.wrap);
    this.side.append(this.summary, this.filters, this.place, this.list);
    const zoom = h(
      'div',
      { class: 'tools zoom', role: 'group', 'aria-label': '大小' },
      button('－', () => this.zoomBy(-1), { 'aria-label': '缩小', title: '缩小' }),
      button('100%', () => this.setZoom(1), { title: '原大', class: 'percent' }),
      button('＋', () => this.zoomBy(1), { 'aria-label': '放大', title: '放大' }),
      button('适合宽度', () => this.fitWidth()),
    );
    this.element = h(
      'div',
      { class: 'document' },
      h('div', { class: 'left' }, h('div', { class: 'strip' }, this.tabs, this.tableTools, h('span', { class: 'gap' }), zoom),
        h('div', { class: 'strip' }, this.others, h('span', { class: 'gap' }), this.rowTools), this.desk),
      this.side,
    );
    this.wrap.addEventListener('click', (event) => this.clicked(event));
    this.wrap.addEventListener('dblclick', (event) => {
      const spot = this.spotOf(event.target);
      if (spot !== undefined) this.open(spot);
    });
    this.wrap.addEventListener('keydown', (event) => this.key(event));
    this.wrap.addEventListener('keyup', () => this.leftOver());
    this.wrap.addEventListener('beforeinput', (event) => this.typed(event));
    this.wrap.addEventListener('compositionend', (event) => this.composed(event));
    this.wrap.addEventListener('paste', (event) => this.pasted(event));
    this.wrap.addEventListener('copy', (event) => this.copied(event));
    this.wrap.addEventListener('drop', (event) => {
      if (!event.dataTransfer?.files.length) event.preventDefault();
    });
    this.wrap.addEventListener('focusin', (event) => {
      const spot = this.spotOf(event.target);
      if (spot !== undefined && spot !== this.sheet.selected) this.select(spot, false);
    });
    this.mark();
    this.show(0);
    this.drawFindings();
  }

  /** After the element is in the page: sizes are known. */
  placed(): void {
    const paper = this.work.view.tables[this.at];
    if (!paper) return;
    const full = (paper.width * 96) / 25.4;
    if (this.desk.clientWidth > 0 && full + 40 > this.desk.clientWidth) this.fitWidth();
  }

  private get view(): View {
    return this.work.view;
  }

  private get sheet(): Sheet {
    const known = this.sheets[this.at];
    if (known) return known;
    const table = this.view.tables[this.at];
    if (!table) throw new Error('没有表');
    const sheet = new Sheet(table);
    this.sheets[this.at] = sheet;
    this.markSheet(this.at);
    return sheet;
  }

  // Tables

  private show(at: number): void {
    this.endEditor();
    this.editor?.cancel();
    this.at = Math.max(0, Math.min(at, this.view.tables.length - 1));
    this.placePaper();
    this.desk.scrollTop = 0;
    this.drawTabs();
    this.drawOthers();
    this.drawRowTools();
  }

  private placePaper(): void {
    if (this.view.tables.length === 0) {
      this.wrap.replaceChildren(h('p', { class: 'nothing' }, '这份数据排不成表。请看右边的检查结果，改好文件，再拖进来。'));
    } else if (this.wrap.firstElementChild !== this.sheet.element) this.wrap.replaceChildren(this.sheet.element);
  }

  private tableName(at: number): string {
    const table = this.view.tables[at]!;
    const same = this.view.tables.filter((each) => each.form === table.form && each.name === table.name);
    return same.length > 1 ? `${table.name} ${same.indexOf(table) + 1}` : table.name;
  }

  private drawTabs(): void {
    const many = this.view.tables.length > 1;
    fill(
      this.tabs,
      ...this.view.tables.map((table, at) => {
        const errors = [...(this.marks[at]?.values() ?? [])];
        const worst = LEVELS.find((level) => errors.some((mark) => mark.level === level));
        const tab = h(
          'button',
          {
            type: 'button', role: 'tab', id: `tab-${at}`, 'aria-selected': String(at === this.at), 'aria-controls': 'desk',
            tabindex: at === this.at ? '0' : '-1', title: table.name,
            on: {
              click: () => this.show(at),
              keydown: (event: KeyboardEvent) => {
                const to = event.key === 'ArrowRight' ? at + 1 : event.key === 'ArrowLeft' ? at - 1 : undefined;
                if (to === undefined || !this.view.tables[to]) return;
                event.preventDefault();
                this.show(to);
                (this.tabs.children[to] as HTMLElement | undefined)?.focus();
              },
            },
          },
          h('span', { class: 'words' }, this.tableName(at)),
          worst ? h('span', { class: `badge ${worst}`, title: levelWord(worst), role: 'img', 'aria-label': `有${levelWord(worst)}` }, markOf(worst)) : null,
        );
        return tab;
      }),
    );
    this.tabs.children[this.at]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.desk.setAttribute('aria-labelledby', `tab-${this.at}`);
    const edition = this.session.editions.find((each) => each.id === this.view.edition);
    const adds = this.work.info.editable ? (edition?.tables.filter((table) => table.many) ?? []) : [];
    const table = this.view.tables[this.at];
    const list = table ? parent(table.pointer) : '';
    const own = table && /\/\d+$/.test(table.pointer);
    const index = own ? Number(table.pointer.slice(list.length + 1)) : 0;
    const last = this.view.tables.filter((each) => parent(each.pointer) === list).length - 1;
    fill(
      this.tableTools,
      ...adds.map((each) =>
        button(adds.length > 1 ? `加一张${each.name}` : '加一张', () => void this.addTable(each.key), { title: `加一张《${each.name}》`, 'aria-label': `加一张${each.name}` }),
      ),
      own && this.work.info.editable && many && button('删去这张', () => void this.removeTable(), {}),
      own && this.work.info.editable && last > 0 && button('←', () => void this.moveTable(index - 1), { disabled: index === 0, 'aria-label': '这张表往前移', title: '这张表往前移' }),
      own && this.work.info.editable && last > 0 && button('→', () => void this.moveTable(index + 1), { disabled: index === last, 'aria-label': '这张表往后移', title: '这张表往后移' }),
    );
  }

  private async addTable(key: string): Promise<void> {
    const list = `/${key}`;
    const at = this.view.tables.filter((each) => parent(each.pointer) === list).length;
    await this.run([{ op: 'add', list, at }]);
    const to = this.view.tables.findIndex((each) => each.pointer === `${list}/${at}`);
    if (to >= 0) this.show(to);
  }

  private async removeTable(): Promise<void> {
    const table = this.view.tables[this.at];
    if (!table) return;
    const name = this.tableName(this.at);
    await this.run([{ op: 'remove', pointer: table.pointer }]);
    this.show(this.at - 1);
    toast(`已删去《${name}》`, { words: '撤销', act: () => void this.step('undo') });
  }

  private async moveTable(to: number): Promise<void> {
    const table = this.view.tables[this.at];
    if (!table) return;
    const list = parent(table.pointer);
    await this.run([{ op: 'move', pointer: table.pointer, to }]);
    const at = this.view.tables.findIndex((each) => each.pointer === `${list}/${to}`);
    if (at >= 0) this.show(at);
  }

  /** Values that no table shows. */
  private drawOthers(): void {
    const changedHere = this.changedHere();
    // Of the values in the rows of a list, those of the selected row only.
    const here = this.view.tables.length > 0 ? this.here() : undefined;
    const row = here && here.index >= 0 ? `${here.list}/${here.index}/` : undefined;
    const lists = Object.keys(this.work.rules.lists);
    const wanted = this.view.others.filter(({ pointer }) => {
      const pattern = generic(pointer);
      return !lists.some((list) => pattern.startsWith(`${list}/`)) || (row !== undefined && pointer.startsWith(row));
    });
    const key = JSON.stringify(wanted.map(({ pointer }) => [pointer, this.view.values[pointer]?.text, changedHere(pointer), this.worst((finding) => finding.pointer === pointer)]));
    if (this.others.dataset['key'] === key) return;
    this.others.dataset['key'] = key;
    fill(
      this.others,
      ...wanted.map(({ pointer, label }) => {
        const value = this.view.values[pointer];
        const mark = this.worst((finding) => finding.pointer === pointer);
        const element = button(
          '',
          () => this.edit([pointer], element.getBoundingClientRect(), label, undefined, element),
          { class: 'other', disabled: !this.work.info.editable, 'data-pointer': pointer },
        );
        fill(
          element,
          h('span', { class: 'name' }, label),
          h('span', { class: 'text' }, value?.text || '未填'),
          mark ? h('span', { class: `badge ${mark}` }, markOf(mark)) : null,
        );
        if (changedHere(pointer)) element.classList.add('changed');
        return element;
      }),
    );
  }

  // Zoom

  private setZoom(zoom: number): void {
    this.endEditor();
    this.zoom = Math.min(Math.max(zoom, 0.3), 3);
    this.wrap.style.setProperty('--zoom', String(this.zoom));
    const percent = this.element.querySelector('.percent');
    if (percent) percent.textContent = `${Math.round(this.zoom * 100)}%`;
  }

  private zoomBy(way: 1 | -1): void {
    const next = way > 0 ? ZOOMS.find((zoom) => zoom > this.zoom + 0.01) : [...ZOOMS].reverse().find((zoom) => zoom < this.zoom - 0.01);
    if (next) this.setZoom(next);
  }

  private fitWidth(): void {
    const table = this.view.tables[this.at];
    if (!table) return;
    this.setZoom((this.desk.clientWidth - 28) / ((table.width * 96) / 25.4));
  }

  // Findings

  private worst(which: (finding: Finding) => boolean): Level | undefined {
    return LEVELS.find((level) => this.view.findings.some((finding) => finding.level === level && which(finding)));
  }

  /** The table and cell of a pointer: its own, that of its first value, or the nearest one around it. */
  private locate(pointer: string): { table: number; spot: Spot } | undefined {
    for (let path = pointer; path; path = parent(path)) {
      for (let at = 0; at < this.view.tables.length; at++) {
        const own = this.view.tables[at]!.pointer;
        if (path !== own && !path.startsWith(`${own}/`)) continue;
        const spot = spotsOf(this.view.tables[at]!).get(path);
        if (spot !== undefined) return { table: at, spot };
      }
    }
    return undefined;
  }

  private mark(): void {
    this.marks = this.view.tables.map(() => new Map<string, Mark>());
    for (const finding of this.view.findings) {
      const found = this.locate(finding.pointer);
      if (!found) continue;
      const marks = this.marks[found.table]!;
      const key = String(found.spot);
      const known = marks.get(key);
      if (!known) marks.set(key, { level: finding.level, count: 1 });
      else {
        known.count++;
        if (LEVELS.indexOf(finding.level) < LEVELS.indexOf(known.level)) known.level = finding.level;
      }
    }
    this.sheets.forEach((sheet, at) => { if (sheet) this.markSheet(at); });
  }

  /** A document that was begun here has no file that it differs from. */
  private changedHere(): (pointer: string) => boolean {
    return this.work.fresh ? () => false : changedIn(this.view.changed);
  }

  private markSheet(at: number): void {
    this.sheets[at]?.mark({
      level: this.marks[at] ?? new Map(),
      changed: this.changedHere(),
      derived: (pointer) => this.view.values[pointer]?.origin === 'derived',
    });
  }

  private drawFindings(): void {
    const { findings, counts } = this.view;
    const byNumber = new Map(findings.map((finding) => [finding.number, finding]));
    const groups: Finding[][] = [];
    const grouped = new Set<number>();
    for (const cause of this.view.causes) {
      const group = [cause.number, ...cause.followers].map((number) => byNumber.get(number)).filter((each): each is Finding => Boolean(each));
      if (group.length > 0) groups.push(group);
      for (const finding of group) grouped.add(finding.number);
    }
    for (const finding of findings) if (!grouped.has(finding.number)) groups.push([finding]);
    const total = findings.length;
    fill(this.summary, total === 0 ? '没有查出问题' : `${total} 处，${groups.length} 个原因`);
    this.summary.setAttribute('aria-live', 'polite');
    fill(
      this.filters,
      ...LEVELS.map((level) => {
        const toggle = button('', () => {
          this.level[level] = !this.level[level];
          this.drawFindings();
          (this.filters.querySelector(`.${level}`) as HTMLElement | null)?.focus();
        }, { class: `filter ${level}`, 'aria-pressed': String(this.level[level]) });
        fill(toggle, h('span', { class: `badge ${level}`, 'aria-hidden': 'true' }, markOf(level)), `${levelWord(level)} ${counts[level]}`);
        return toggle;
      }),
    );
    const only = this.only;
    const here = only && this.view.tables[only.table] ? (finding: Finding): boolean => {
      const found = this.locate(finding.pointer);
      return found?.table === only.table && found.spot === only.spot;
    } : undefined;
    const shown = groups
      .map((group) => group.filter((finding) => this.level[finding.level] && (!here || here(finding))))
      .filter((group) => group.length > 0);
    fill(
      this.place,
      only && button('看全部', () => { this.only = undefined; this.drawFindings(); }, { class: 'quiet' }),
      only && shown.length === 0 && '这一格没有问题',
      only && shown.length > 0 && '只列选中的一格',
    );
    this.place.hidden = !only;
    let listed = 0;
    const items: HTMLElement[] = [];
    for (const group of shown) {
      if (listed >= this.limit) break;
      items.push(this.group(group, byNumber));
      listed += group.length;
    }
    const left = shown.reduce((sum, group) => sum + group.length, 0) - listed;
    const reading = only ? [] : this.work.reading;
    fill(
      this.list,
      reading.length > 0 && h('section', { class: 'cause' }, h('h3', {}, `读文件时（${reading.length} 处）`),
        ...reading.slice(0, LISTED).map((finding) => this.item(finding, true))),
      ...items,
      left > 0 && button(`再列 ${Math.min(left, LISTED)} 处（还有 ${left} 处）`, () => { this.limit += LISTED; this.drawFindings(); }),
      total > 0 && shown.length === 0 && !only && h('p', { class: 'hint' }, '没有选中要看的级别。'),
    );
  }

  private group(group: Finding[], byNumber: Map<number, Finding>): HTMLElement {
    const [first, ...rest] = group;
    const section = h('section', { class: 'cause' }, this.item(first!, false));
    const leader = first!.follows != null ? byNumber.get(first!.follows) : undefined;
    if (leader && !group.includes(leader)) section.prepend(h('p', { class: 'hint' }, `与“${leader.label}”的是一个原因`));
    if (rest.length > 0) {
      const id = freshId();
      const box = h('div', { id, hidden: rest.length > 3 }, ...rest.map((finding) => this.item(finding, false)));
      const open = button(`同一个原因的还有 ${rest.length} 处`, () => {
        box.hidden = !box.hidden;
        open.setAttribute('aria-expanded', String(!box.hidden));
      }, { class: 'more quiet', 'aria-expanded': String(!box.hidden), 'aria-controls': id });
      section.append(open, box);
    }
    return section;
  }

  private item(finding: Finding, reading: boolean): HTMLElement {
    const where = finding.path || finding.label || finding.file;
    const go = h(
      'button',
      { type: 'button', class: 'go', disabled: reading || finding.opening, 'data-number': String(finding.number), on: { click: () => this.goTo(finding) } },
      h('span', { class: `badge ${finding.level}`, role: 'img', 'aria-label': levelWord(finding.level) }, markOf(finding.level)),
      h('span', { class: 'where' }, where),
      finding.cell ? h('span', { class: 'cellname' }, finding.cell) : null,
    );
    const line = (name: string, words: string): HTMLElement | null => (words ? h('div', {}, h('dt', {}, name), h('dd', {}, words)) : null);
    const item = h('div', { class: `finding ${finding.level}` }, go,
      finding.summary ? h('p', { class: 'name' }, finding.summary) : null,
      h('dl', {}, line('现值', finding.seen), line('应为', finding.expected), line('改法', finding.mend)));
    if (finding.changes && finding.changes.length > 0 && this.work.info.editable && !reading) {
      const change = finding.changes[0]!;
      const text = change.text ?? change.number ?? '';
      const words = finding.changes.length > 1 ? `照此改 ${finding.changes.length} 处` : text === '' ? '改成空白' : `改成 ${[...text].length > 24 ? `${[...text].slice(0, 24).join('')}…` : text}`;
      item.append(button(words, () => void this.answer('take', finding, item), { class: 'take' }));
    }
    if (finding.omissible && this.work.info.editable && !reading) {
      item.append(button('删去这一项', () => void this.answer('omit', finding, item), { class: 'take' }));
    }
    if (finding.opening && this.work.info.editable) {
      item.append(button('已在表里补好，不再算错误', () => void this.answer('settle', finding, item), { class: 'take' }));
    }
    return item;
  }

  private async answer(op: 'take' | 'omit' | 'settle', finding: Finding, item: HTMLElement): Promise<void> {
    const at = [...this.list.querySelectorAll('.finding')].indexOf(item);
    await this.run([{ op, finding: finding.number }]);
    // The button is gone: the focus goes to what stands in its place.
    const items = this.list.querySelectorAll<HTMLElement>('.finding .go');
    (items[Math.min(Math.max(at, 0), items.length - 1)] ?? this.summary).focus();
    toast(op === 'omit' ? `已删去：${finding.seen}` : `已改：${finding.label}`, { words: '撤销', act: () => void this.step('undo') });
  }

  private goTo(finding: Finding): void {
    const other = this.others.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(finding.pointer)}"]`);
    if (other) {
      other.focus();
      return;
    }
    const found = this.locate(finding.pointer);
    if (!found) {
      toast('这一处不在表里');
      return;
    }
    if (found.table !== this.at) this.show(found.table);
    // The list stays as it is: the next finding is found where it was.
    this.select(found.spot, true, false);
    for (const item of this.list.querySelectorAll('.finding.current')) item.classList.remove('current');
    this.list.querySelector(`[data-number="${finding.number}"]`)?.closest('.finding')?.classList.add('current');
    this.sheet.elementOf(found.spot)?.scrollIntoView({ block: 'center', inline: 'nearest' });
    this.sheet.flash(found.spot);
  }

  // Selection and keys

  private spotOf(target: EventTarget | null): Spot | undefined {
    const element = target instanceof Element ? target.closest<HTMLElement>('[data-spot]') : null;
    return element ? Number(element.dataset['spot']) : undefined;
  }

  private select(spot: Spot, focus: boolean, follow = true): void {
    this.sheet.select(spot, focus);
    this.drawRowTools();
    this.drawOthers();
    if (follow) this.follow(spot);
  }

  /** Lists the findings of the selected cell, if it has any. */
  private follow(spot: Spot): void {
    const has = this.marks[this.at]?.has(String(spot));
    const next = has ? { table: this.at, spot } : undefined;
    if (next?.table === this.only?.table && next?.spot === this.only?.spot) return;
    if (!next && !this.only) return;
    // A click in the list must not shorten the list under the pointer.
    if (this.side.contains(document.activeElement)) return;
    this.only = next;
    this.drawFindings();
  }

  private clicked(event: MouseEvent): void {
    const spot = this.spotOf(event.target);
    if (spot === undefined) return;
    this.select(spot, true);
  }

  private move(rows: number, cols: number): void {
    const sheet = this.sheet;
    const from = sheet.selected;
    const cell = from === undefined || from < 0 ? undefined : sheet.table.cells[from];
    // From a title down into the table.
    if (!cell && from !== undefined && rows > 0) this.next(1, -1);
    if (!cell) return;
    const row = rows > 0 ? cell.row + cell.rows : rows < 0 ? cell.row - 1 : cell.row;
    const col = cols > 0 ? cell.col + cell.cols : cols < 0 ? cell.col - 1 : cell.col;
    const to = sheet.at(row, col);
    if (to !== undefined) this.select(to, true);
  }

  /** The next cell with a value, in the order of reading. */
  private next(way: 1 | -1, from = this.sheet.selected ?? -1): boolean {
    const cells = this.sheet.table.cells;
    for (let at = from + way; at >= 0 && at < cells.length; at += way) {
      if (cells[at]!.pointers.length === 0) continue;
      this.select(at, true);
      return true;
    }
    return false;
  }

  private key(event: KeyboardEvent): void {
    if (this.editor && event.key === 'Escape') this.editor.cancel();
    if (this.editor || event.isComposing) return;
    const spot = this.spotOf(event.target);
    if (spot === undefined) return;
    // An input method begins: it writes into the cell, which must be empty for it.
    if (event.key === 'Process' || event.keyCode === 229) {
      const element = this.sheet.elementOf(spot);
      if (element?.isContentEditable) element.textContent = '';
      return;
    }
    const control = event.ctrlKey || event.metaKey;
    const act = (done: () => unknown): void => {
      event.preventDefault();
      done();
    };
    if (event.altKey && !control) {
      if (event.key === 'ArrowUp') act(() => this.row('up'));
      else if (event.key === 'ArrowDown') act(() => this.row('down'));
      else if (event.key === 'Enter') act(() => this.row(event.shiftKey ? 'above' : 'below'));
      else if (event.key === 'Delete') act(() => this.row('remove'));
      return;
    }
    if (control) {
      const table = this.sheet.table;
      if (event.key === 'Home') act(() => this.next(1, -1));
      else if (event.key === 'End') act(() => this.next(-1, table.cells.length));
      else if (['b', 'i', 'u'].includes(event.key.toLowerCase())) event.preventDefault();
      return;
    }
    switch (event.key) {
      case 'ArrowUp': return act(() => this.move(-1, 0));
      case 'ArrowDown': return act(() => this.move(1, 0));
      case 'ArrowLeft': return act(() => this.move(0, -1));
      case 'ArrowRight': return act(() => this.move(0, 1));
      case 'PageDown': return act(() => this.page(1));
      case 'PageUp': return act(() => this.page(-1));
      case 'Enter':
      case 'F2': return act(() => this.open(spot));
      case ' ':
        if (spot < 0) return act(() => this.open(spot));
        return;
      case 'Tab':
        if (spot >= 0 && this.next(event.shiftKey ? -1 : 1)) event.preventDefault();
        return;
      case 'Delete':
      case 'Backspace': return act(() => this.clear(spot));
      case 'Escape':
        if (this.only) act(() => { this.only = undefined; this.drawFindings(); });
        return;
      default:
    }
  }

  private page(way: 1 | -1): void {
    const from = this.sheet.selected;
    const box = from === undefined ? undefined : this.sheet.elementOf(from)?.getBoundingClientRect();
    if (!box) return;
    const cell = this.sheet.table.cells[from!];
    if (!cell) return;
    const reach = this.desk.clientHeight * 0.8;
    let row = cell.row;
    let sum = 0;
    while (sum < reach) {
      const next = row + way;
      const height = this.sheet.table.rows[next];
      if (height === undefined) break;
      sum += ((height * 96) / 25.4) * this.zoom;
      row = next;
    }
    const to = this.sheet.at(row, cell.col);
    if (to !== undefined) this.select(to, true);
  }

  /** Text typed into the selected cell opens the editor with it. */
  private typed(event: InputEvent): void {
    const spot = this.spotOf(event.target);
    if (spot === undefined || this.editor) return;
    if (event.inputType === 'insertCompositionText' || event.isComposing) return;
    event.preventDefault();
    if (event.inputType === 'insertText' && event.data) this.open(spot, event.data);
  }

  private composed(event: CompositionEvent): void {
    const spot = this.spotOf(event.target);
    if (spot === undefined || this.editor) return;
    const text = event.data;
    // The browser may still write after this event.
    setTimeout(() => {
      this.sheet.restore(spot);
      if (text) this.open(spot, text);
    });
  }

  private leftOver(): void {
    const spot = this.sheet.selected;
    if (spot === undefined || spot < 0 || this.editor) return;
    const element = this.sheet.elementOf(spot);
    // The key of an input method came, and no composition began.
    setTimeout(() => {
      if (!this.editor && element?.isConnected && element.textContent === '' && this.sheet.table.cells[spot]?.text) this.sheet.restore(spot);
    }, 300);
  }

  // Editing

  private part = (pointers: string[]): Part => {
    const pointer = pointers[0] ?? '';
    const rule: Rule | undefined = this.work.rules.fields[generic(pointer)];
    let words: string[] | undefined;
    if (rule?.pairs) {
      const outer = rule.outer ? this.view.values[beside(rule.outer, pointer)]?.text : undefined;
      const fitting = rule.outer ? rule.pairs.filter(([first]) => first === outer) : rule.pairs;
      const list = (fitting.length > 0 ? fitting : rule.pairs).map(([first, second]) => (rule.outer ? second : first));
      words = rule.words && !rule.outer ? rule.words : [...new Set(list)];
    }
    return { pointers, rule, value: this.view.values[pointer], words };
  };

  private open(spot: Spot, typed?: string): void {
    const pointers = this.sheet.pointers(spot);
    const element = this.sheet.elementOf(spot);
    if (pointers.length === 0 || !element) return;
    if (!this.work.info.editable) {
      toast('这份表只能看，不能改');
      return;
    }
    this.sheet.select(spot, false);
    this.edit(pointers, this.rect(element), this.label(pointers[0]!), typed, element);
  }

  private rect(element: HTMLElement): DOMRect {
    const box = element.getBoundingClientRect();
    const by = OWN_MEASURE && this.wrap.contains(element) ? this.zoom : 1;
    return by === 1 ? box : new DOMRect(box.x * by, box.y * by, box.width * by, box.height * by);
  }

  private label(pointer: string): string {
    return this.work.rules.fields[generic(pointer)]?.label ?? this.view.others.find((each) => each.pointer === pointer)?.label ?? '';
  }

  private edit(pointers: string[], anchor: DOMRect, title: string, typed: string | undefined, from: HTMLElement): void {
    this.endEditor();
    // It still asks whether what was typed is meant.
    if (this.editor) return;
    const inGrid = this.wrap.contains(from);
    const back = (leave: Leave): void => {
      if (!inGrid) {
        this.others.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(pointers[0]!)}"]`)?.focus();
        return;
      }
      const spot = this.sheet.selected;
      if (spot === undefined) return;
      if (document.activeElement === document.body || leave !== 'stay') this.sheet.select(spot, true);
      if (leave === 'down') this.move(1, 0);
      else if (leave === 'up') this.move(-1, 0);
      else if (leave === 'next') this.next(1);
      else if (leave === 'back') this.next(-1);
    };
    this.editor = new Editor({
      anchor,
      place: inGrid ? this.wrap : this.element,
      title,
      parts: partsOf(pointers, this.part),
      typed,
      done: (ops, leave) => {
        this.editor = undefined;
        back(leave);
        void this.run(ops);
      },
      cancelled: () => {
        this.editor = undefined;
        back('stay');
      },
    });
  }

  private endEditor(): void {
    this.editor?.commit('stay');
  }

  private clear(spot: Spot): void {
    if (!this.work.info.editable) return;
    const ops: Op[] = this.sheet
      .pointers(spot)
      .filter((pointer) => this.view.values[pointer]?.origin === 'typed')
      .map((pointer) => ({ op: 'set', pointer, text: null }));
    void this.run(ops);
  }

  /** Gives ops to the engine, one after the other; its refusal is shown in words. */
  run(ops: Op[]): Promise<void> {
    if (ops.length === 0) return Promise.resolve();
    const work = this.work;
    this.busy = this.busy.then(async () => {
      const slow = window.setTimeout(() => this.element.classList.add('busy'), 300);
      const stuck = window.setTimeout(() => {
        toast('已经算了 15 秒。可以停下，您填的内容都在。', { words: '停下', act: () => void this.session.interrupt() });
      }, 15000);
      try {
        await this.session.edit(work, ops);
      } catch (error) {
        toast(error instanceof Error ? error.message : String(error));
      } finally {
        clearTimeout(slow);
        clearTimeout(stuck);
        this.element.classList.remove('busy');
      }
    });
    return this.busy;
  }

  async step(way: 'undo' | 'redo'): Promise<void> {
    this.endEditor();
    this.busy = this.busy.then(() =>
      this.session.step(this.work, way).catch((error: unknown) => toast(error instanceof Error ? error.message : String(error))),
    );
    await this.busy;
  }

  /** The engine answered: what changed is shown. */
  changed(changes: TableChange[]): void {
    const began = performance.now();
    const before = this.sheets;
    // A table that moved keeps its sheet; a new one takes that of its place, if its form is the same.
    this.sheets = changes.map((change, at) => {
      const sheet = before['table' in change ? at : change.from];
      if (!sheet) return undefined;
      if (!('table' in change)) {
        if (change.patch) sheet.update(change.patch);
        return sheet;
      }
      if (change.table.form !== sheet.table.form) return undefined;
      sheet.replaceTable(change.table);
      return sheet;
    });
    if (this.at >= this.view.tables.length) this.at = Math.max(0, this.view.tables.length - 1);
    this.placePaper();
    this.refresh();
    performance.measure('show', { start: began, end: performance.now() });
  }

  private refresh(): void {
    this.mark();
    if (this.only && !this.marks[this.only.table]?.has(String(this.only.spot))) this.only = undefined;
    this.drawFindings();
    this.drawTabs();
    this.drawOthers();
    this.drawRowTools();
  }

  // Rows

  private here(): { list: string; index: number; count: number; label: string } | undefined {
    const sheet = this.sheet;
    const spot = sheet.selected;
    const cell = spot === undefined || spot < 0 ? undefined : sheet.table.cells[spot];
    if (!cell) return undefined;
    for (const list of sheet.table.lists) {
      for (const pointer of cell.pointers) {
        const index = recordOf(list.pointer, pointer);
        if (index !== undefined) return { list: list.pointer, index, count: list.rows.length, label: this.work.rules.lists[generic(list.pointer)]?.label ?? '' };
      }
    }
    // A list without rows has no cells of its own: its first row is added from anywhere in the table.
    const empty = sheet.table.lists.find((list) => list.rows.length === 0);
    return empty && { list: empty.pointer, index: -1, count: 0, label: this.work.rules.lists[generic(empty.pointer)]?.label ?? '' };
  }

  private row(act: 'above' | 'below' | 'remove' | 'up' | 'down'): void {
    const here = this.here();
    if (!here || !this.work.info.editable) return;
    const { list, index, count } = here;
    const pointer = `${list}/${index}`;
    const spot = this.sheet.selected!;
    const field = this.sheet.pointers(spot)[0]?.slice(pointer.length) ?? '';
    const follow = (to: number) => (): void => {
      const found = this.sheet.spot(`${list}/${to}${field}`) ?? this.sheet.spot(`${list}/${to}`);
      if (found !== undefined) this.select(found, true);
    };
    if (act === 'above') void this.run([{ op: 'add', list, at: Math.max(index, 0) }]).then(follow(Math.max(index, 0)));
    else if (act === 'below') void this.run([{ op: 'add', list, at: index + 1 }]).then(follow(index + 1));
    else if (index < 0) return;
    else if (act === 'remove') {
      void this.run([{ op: 'remove', pointer }])
        .then(follow(Math.min(index, count - 2)))
        .then(() => toast('已删去一行', { words: '撤销', act: () => void this.step('undo') }));
    } else if (act === 'up' && index > 0) void this.run([{ op: 'move', pointer, to: index - 1 }]).then(follow(index - 1));
    else if (act === 'down' && index < count - 1) void this.run([{ op: 'move', pointer, to: index + 1 }]).then(follow(index + 1));
  }

  private drawRowTools(): void {
    const here = this.view.tables.length > 0 && this.work.info.editable ? this.here() : undefined;
    const key = here ? `${here.list}|${here.index}|${here.count}` : '';
    if (this.rowTools.dataset['key'] === key && this.rowTools.childElementCount > 0) return;
    this.rowTools.dataset['key'] = key;
    const off = !here;
    const one = (words: string, act: Parameters<DocumentScreen['row']>[0], keys: string, disabled: boolean): HTMLElement =>
      button(words, () => this.row(act), { title: `${words}（${keys}）`, disabled, 'aria-keyshortcuts': keys.replace('↑', 'ArrowUp').replace('↓', 'ArrowDown') });
    fill(
      this.rowTools,
      h('span', { class: 'hint' }, here && here.index >= 0 ? `${here.label} 第 ${here.index + 1} 行，共 ${here.count} 行` : '行'),
      one('上面加一行', 'above', 'Alt+Shift+Enter', off),
      one('下面加一行', 'below', 'Alt+Enter', off),
      one('上移', 'up', 'Alt+↑', !here || here.index <= 0),
      one('下移', 'down', 'Alt+↓', !here || here.index < 0 || here.index >= here.count - 1),
      one('删去这行', 'remove', 'Alt+Delete', !here || here.index < 0),
    );
  }

  // Clipboard

  private copied(event: ClipboardEvent): void {
    const spot = this.spotOf(event.target);
    if (spot === undefined || this.editor || spot < 0) return;
    event.preventDefault();
    event.clipboardData?.setData('text/plain', this.sheet.table.cells[spot]?.text ?? '');
  }

  private pasted(event: ClipboardEvent): void {
    const spot = this.spotOf(event.target);
    if (spot === undefined || this.editor || spot < 0) return;
    event.preventDefault();
    if (!this.work.info.editable) return;
    const block = parseTable(event.clipboardData?.getData('text/plain') ?? '');
    if (block.length > 0) void this.paste(spot, block);
  }

  /** Fills the cells from `spot` on: by their columns in the table; rows are added to a list that is too short. */
  private async paste(spot: Spot, block: string[][]): Promise<void> {
    const sheet = this.sheet;
    const start = sheet.table.cells[spot];
    if (!start) return;
    const ops: Op[] = [];
    let left = 0;
    const list = sheet.table.lists.find((each) => start.pointers.some((pointer) => recordOf(each.pointer, pointer) !== undefined));
    const record = list && recordOf(list.pointer, start.pointers[0]!);
    // The columns from the selected cell to the right, as they stand in its row.
    const columns: { col: number; pointers: string[] }[] = [];
    for (let col = start.col; col < sheet.table.columns.length; ) {
      const at = sheet.at(start.row, col);
      const cell = at === undefined ? undefined : sheet.table.cells[at];
      if (!cell) break;
      columns.push({ col, pointers: cell.pointers });
      col = cell.col + cell.cols;
    }
    const set = (pointers: string[], text: string, above: string): void => {
      const pointer = pointers[0];
      if (pointers.length !== 1 || pointer === undefined) {
        if (text.trim()) left++;
        return;
      }
      const rule = this.work.rules.fields[generic(pointer)];
      // A merged cell is copied as its first row and blanks.
      const value = text.trim() === '' && rule?.kind === 'group' ? above : text;
      const trimmed = rule?.kind === 'paragraphs' ? value : value.trim();
      ops.push({ op: 'set', pointer, text: trimmed === '' ? null : trimmed });
    };
    if (list && record !== undefined) {
      for (let count = list.rows.length; count < record + block.length; count++) ops.push({ op: 'add', list: list.pointer, at: count });
      const own = `${list.pointer}/${record}`;
      block.forEach((row, r) => {
        row.forEach((text, c) => {
          const column = columns[c];
          if (!column) {
            if (text.trim()) left++;
            return;
          }
          const fields = column.pointers.filter((pointer) => pointer.startsWith(`${own}/`)).map((pointer) => pointer.slice(own.length));
          let above = '';
          for (let up = r; up >= 0 && !above; up--) above = block[up]?.[c]?.trim() ?? '';
          set(fields.map((field) => `${list.pointer}/${record + r}${field}`), text, above);
        });
      });
    } else {
      block.forEach((row, r) => {
        let cell = start;
        if (r > 0) {
          // The next row of values under the selected cell.
          let grid = start.row;
          for (let step = 0; step < r; step++) {
            const at = sheet.at(grid, start.col);
            const above = at === undefined ? undefined : sheet.table.cells[at];
            grid = above ? above.row + above.rows : sheet.table.rows.length;
          }
          const at = sheet.at(grid, start.col);
          const found = at === undefined ? undefined : sheet.table.cells[at];
          if (!found) {
            left += row.filter((text) => text.trim()).length;
            return;
          }
          cell = found;
        }
        let col = cell.col;
        row.forEach((text) => {
          const at = sheet.at(cell.row, col);
          const target = at === undefined ? undefined : sheet.table.cells[at];
          if (!target) {
            if (text.trim()) left++;
            return;
          }
          col = target.col + target.cols;
          // Heads that were copied with the values stay as they are.
          if (target.label && target.pointers.length === 0 && target.text.trim() === text.trim()) return;
          set(target.pointers, text, '');
        });
      });
    }
    const count = ops.filter((op) => op.op === 'set').length;
    await this.run(ops);
    toast(left > 0 ? `贴了 ${count} 格，有 ${left} 格放不进去（不是填数的格，或一格里有几个值）` : `贴了 ${count} 格`, {
      words: '撤销',
      act: () => void this.step('undo'),
    });
  }

  /** Asks before the last copy of unsaved work goes. */
  async mayClose(): Promise<boolean> {
    this.endEditor();
    await this.busy;
    if (!this.work.unsaved) return true;
    return ask('关闭这一份？', `《${this.work.name}》改过，还没有取走。关闭就没有了。`, '关闭，不要了', '先不关');
  }

  /** The end of an editing and of what it started. */
  async settle(): Promise<void> {
    this.endEditor();
    await this.busy;
  }
}

