// The editor over a cell: one input for one value, a small form for a cell with several.
import type { Op, Rule, Value } from './types';
import { button, fill, freshId, h } from './dom';
import { generic } from './pointers';

export interface Part {
  /** One pointer, or the same value in the rows that a cell spans. */
  pointers: string[];
  rule: Rule | undefined;
  value: Value | undefined;
  /** The words of a group that go with the outer word of this row. */
  words: string[] | undefined;
}

export type Leave = 'stay' | 'down' | 'up' | 'next' | 'back';
export interface Edit {
  anchor: DOMRect;
  place: HTMLElement;
  title: string;
  parts: Part[];
  /** What was typed to open the editor: replaces the text. */
  typed: string | undefined;
  done(ops: Op[], leave: Leave): void;
  cancelled(): void;
}

/** Values of a cell that are edited together: the same value of several rows is one part. */
export function partsOf(pointers: string[], part: (pointers: string[]) => Part): Part[] {
  const first = pointers[0];
  if (first !== undefined && pointers.length > 1) {
    const pattern = generic(first);
    const parts = pointers.map((pointer) => part([pointer]));
    const text = parts[0]?.value?.text ?? '';
    if (pointers.every((pointer) => generic(pointer) === pattern) && parts.every((each) => (each.value?.text ?? '') === text)) {
      return [part(pointers)];
    }
    return parts;
  }
  return pointers.map((pointer) => part([pointer]));
}

const NUMERIC = /^[+-]?[\d,，.]*\.?\d+$/;

/** Why a text may be refused; the engine has the last word, so it is a question only. */
function doubt(rule: Rule | undefined, words: string[] | undefined, text: string): string | undefined {
  if (!rule || text === '') return undefined;
  const list = words ?? rule.words ?? undefined;
  if ((rule.kind === 'choice' || rule.kind === 'group') && list && list.length > 0 && !list.includes(text)) {
    return rule.others ? `“${text}”不在所列的词里。` : (rule.refusal ?? `“${text}”不在所列的词里。`);
  }
  if (rule.kind === 'number' || rule.kind === 'whole') {
    const number = Number(text.replace(/[,，]/g, ''));
    const apart =
      !NUMERIC.test(text) ||
      (rule.kind === 'whole' && !Number.isInteger(number)) ||
      (rule.min != null && number < Number(rule.min)) ||
      (rule.max != null && number > Number(rule.max));
    if (apart) return rule.refusal ?? '这里要填数。';
  }
  if (rule.max_length != null && [...text].length > rule.max_length) {
    return rule.refusal ?? `至多 ${rule.max_length} 字，现在 ${[...text].length} 字。`;
  }
  return undefined;
}

interface Control {
  part: Part;
  input: HTMLInputElement | HTMLTextAreaElement;
  before: string;
  blank: boolean;
  derive: boolean;
  close(): boolean;
}

export class Editor {
  readonly element: HTMLElement;
  private controls: Control[];
  private closed = false;
  private sure = false;
  private readonly problem = h('p', { class: 'doubt', role: 'alert', hidden: true });
  private readonly outside: (event: PointerEvent) => void;

  constructor(private readonly edit: Edit) {
    const single = edit.parts.length === 1;
    this.controls = edit.parts.map((part) => this.control(part));
    const form = h(
      'div',
      { class: 'editor', role: 'dialog', 'aria-label': `填写：${edit.title}` },
      ...this.controls.map((control) => this.field(control)),
      this.problem,
      h(
        'div',
        { class: 'keys' },
        button('确定', () => this.commit('stay'), { class: 'main' }),
        button('取消', () => this.cancel()),
        h('span', { class: 'hint' }, this.keys(single)),
      ),
    );
    this.element = form;
    const box = edit.place.getBoundingClientRect();
    const width = Math.min(Math.max(edit.anchor.width + 2, 300), Math.max(edit.place.clientWidth - 8, 220));
    form.style.width = `${width}px`;
    const left = Math.min(edit.anchor.left - box.left, edit.place.clientWidth - width - 4);
    form.style.left = `${Math.max(left, 2)}px`;
    form.style.top = `${edit.anchor.top - box.top - 1}px`;
    form.addEventListener('keydown', (event) => this.key(event));
    edit.place.append(form);
    const first = this.controls[0]?.input;
    if (first) {
      if (first instanceof HTMLTextAreaElement) this.grow(first, edit.anchor.height);
      if (edit.typed !== undefined && single) {
        first.value = edit.typed;
        first.focus({ preventScroll: true });
        first.setSelectionRange(first.value.length, first.value.length);
        first.dispatchEvent(new Event('input'));
      } else {
        first.focus({ preventScroll: true });
        if (first instanceof HTMLInputElement) first.select();
        else first.setSelectionRange(first.value.length, first.value.length);
      }
    }
    form.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.outside = (event) => {
      if (form.contains(event.target as Node)) return;
      this.commit('stay');
      if (this.closed) return;
      // The question has to be answered first: this click does nothing else.
      event.preventDefault();
      event.stopPropagation();
      const swallow = (click: Event): void => {
        click.preventDefault();
        click.stopPropagation();
      };
      document.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => document.removeEventListener('click', swallow, true), 400);
    };
    document.addEventListener('pointerdown', this.outside, true);
  }

  private keys(single: boolean): string {
    const long = this.controls.some((control) => control.input instanceof HTMLTextAreaElement);
    if (long && single) return 'Enter 完成，Alt+Enter 换行，Esc 取消';
    return single ? 'Enter 完成，Tab 到下一格，Esc 取消' : 'Tab 到下一项，Enter 完成，Esc 取消';
  }

  private grow(area: HTMLTextAreaElement, least: number): void {
    area.style.height = 'auto';
    area.style.height = `${Math.min(Math.max(area.scrollHeight + 4, least, 72), 360)}px`;
  }

  private control(part: Part): Control {
    const { rule, value } = part;
    const text = value?.text ?? '';
    const list = part.words ?? rule?.words ?? undefined;
    const chooses = (rule?.kind === 'choice' || rule?.kind === 'group') && list !== undefined && list.length > 0;
    const input =
      rule?.kind === 'paragraphs' || (!chooses && text.includes('\n'))
        ? h('textarea', { rows: '3' })
        : h('input', { type: 'text' });
    input.id = freshId();
    input.autocomplete = 'off';
    input.spellcheck = false;
    if (rule?.kind === 'number' || rule?.kind === 'rate') input.inputMode = 'decimal';
    if (rule?.kind === 'whole') input.inputMode = 'numeric';
    input.value = text;
    const control: Control = { part, input, before: text, blank: false, derive: false, close: () => false };
    input.addEventListener('input', () => {
      control.blank = control.derive = false;
      this.sure = false;
      this.problem.hidden = true;
      if (input instanceof HTMLTextAreaElement) this.grow(input, 0);
    });
    return control;
  }

  private field(control: Control): HTMLElement {
    const { part, input } = control;
    const { rule, value } = part;
    const label = rule?.label || part.pointers[0] || '';
    const hints: string[] = [];
    // How a value comes about stands below.
    if (rule?.hint && !(rule.derived && rule.hint.includes(rule.derived))) hints.push(rule.hint);
    if (rule?.min != null && rule.max != null) hints.push(`${rule.min} 至 ${rule.max}`);
    else if (rule?.min != null) hints.push(`不小于 ${rule.min}`);
    else if (rule?.max != null) hints.push(`不大于 ${rule.max}`);
    if (rule?.max_length != null) hints.push(`至多 ${rule.max_length} 字`);
    if (part.pointers.length > 1) hints.push(`这 ${part.pointers.length} 行的一起改`);
    const hint = h('p', { class: 'hint', id: freshId() }, hints.join('；'));
    hint.hidden = hints.length === 0;
    input.setAttribute('aria-describedby', hint.id);
    const box = h(
      'div',
      { class: 'part' },
      h('label', { for: input.id }, label, rule?.required ? h('span', { class: 'must' }, '必填') : null),
      input,
      hint,
    );
    if (rule?.required) input.setAttribute('aria-required', 'true');
    const list = part.words ?? rule?.words ?? undefined;
    if ((rule?.kind === 'choice' || rule?.kind === 'group') && list && list.length > 0) this.choices(control, list, box);
    if (rule?.derived) this.derived(control, box, rule.derived, value);
    return box;
  }

  private derived(control: Control, box: HTMLElement, how: string, value: Value | undefined): void {
    const typed = value?.origin === 'typed';
    const note = h('div', { class: 'how' }, h('p', {}, `${typed ? '可以由程序算出' : '算出来的'}：${how}`));
    const row = h('div', { class: 'buttons' });
    if (typed) {
      row.append(button('按算式', () => { control.derive = true; control.input.value = ''; this.commit('stay'); }));
    }
    row.append(button('印成空白', () => { control.blank = true; control.input.value = ''; this.commit('stay'); }));
    note.append(row);
    box.append(note);
  }

  /** A list of words under the input, filtered by what is typed. */
  private choices(control: Control, words: string[], box: HTMLElement): void {
    const { input } = control;
    const list = h('ul', { role: 'listbox', id: freshId(), class: 'words', 'aria-label': '可选的词' });
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-controls', list.id);
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'true');
    let shown: string[] = [];
    let active = -1;
    const draw = (filter: string): void => {
      shown = filter ? words.filter((word) => word.includes(filter)) : words;
      if (shown.length === 0) shown = words;
      fill(
        list,
        ...shown.map((word, at) => {
          const item = h('li', { role: 'option', id: `${list.id}-${at}`, 'aria-selected': String(at === active) }, word);
          item.addEventListener('pointerdown', (event) => {
            event.preventDefault();
            input.value = word;
            if (this.controls.length === 1) this.commit('stay');
            else { active = at; draw(''); }
          });
          return item;
        }),
      );
      if (active >= 0) {
        input.setAttribute('aria-activedescendant', `${list.id}-${active}`);
        list.children[active]?.scrollIntoView({ block: 'nearest' });
      } else input.removeAttribute('aria-activedescendant');
    };
    active = words.indexOf(input.value);
    draw('');
    input.addEventListener('input', () => {
      active = -1;
      draw(input.value.trim());
    });
    input.addEventListener('keydown', (event) => {
      const key = (event as KeyboardEvent).key;
      if ((event as KeyboardEvent).isComposing || (key !== 'ArrowDown' && key !== 'ArrowUp')) return;
      event.preventDefault();
      event.stopPropagation();
      active = (active + (key === 'ArrowDown' ? 1 : -1) + shown.length + (active < 0 && key === 'ArrowUp' ? 1 : 0)) % shown.length;
      input.value = shown[active] ?? input.value;
      control.blank = control.derive = false;
      const kept = shown;
      draw('');
      if (kept.length !== words.length) { active = words.indexOf(input.value); draw(''); }
    });
    box.insertBefore(list, input.nextSibling);
  }

  private key(event: KeyboardEvent): void {
    // Enter ends a composition of an input method and must not end the editing.
    if (event.isComposing || event.keyCode === 229) return;
    const target = event.target as HTMLElement;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.cancel();
    } else if (event.key === 'Enter' && !(target instanceof HTMLButtonElement)) {
      event.preventDefault();
      event.stopPropagation();
      // As in Excel: Alt+Enter breaks the line.
      if (target instanceof HTMLTextAreaElement && (event.altKey || event.shiftKey)) {
        target.setRangeText('\n', target.selectionStart, target.selectionEnd, 'end');
        target.dispatchEvent(new Event('input'));
        return;
      }
      this.commit(event.shiftKey ? 'up' : 'down');
    } else if (event.key === 'Tab') {
      const stops = [...this.element.querySelectorAll<HTMLElement>('input,textarea')];
      const at = stops.indexOf(target);
      const next = at + (event.shiftKey ? -1 : 1);
      if (at >= 0 && stops.length > 1 && next >= 0 && next < stops.length) return;
      if (at < 0) return;
      event.preventDefault();
      event.stopPropagation();
      this.commit(event.shiftKey ? 'back' : 'next');
    }
    event.stopPropagation();
  }

  private ops(): Op[] {
    const ops: Op[] = [];
    for (const control of this.controls) {
      const { part, input, before } = control;
      const text = input.value;
      const same = text === before && !control.blank && !control.derive;
      if (same) continue;
      const value = control.blank ? '' : control.derive || text.trim() === '' ? null : text;
      if (value === null && part.value?.origin === 'absent') continue;
      for (const pointer of part.pointers) ops.push({ op: 'set', pointer, text: value });
    }
    return ops;
  }

  commit(leave: Leave): void {
    if (this.closed) return;
    const doubts = this.controls
      .filter((control) => control.input.value !== control.before)
      .map((control) => doubt(control.part.rule, control.part.words, control.input.value.trim()))
      .filter((words): words is string => words !== undefined);
    if (doubts.length > 0 && !this.sure) {
      fill(
        this.problem,
        `${doubts.join(' ')} `,
        button('仍然这样填', () => { this.sure = true; this.commit(leave); }),
      );
      this.problem.hidden = false;
      this.problem.querySelector('button')?.focus();
      return;
    }
    const ops = this.ops();
    this.end();
    this.edit.done(ops, leave);
  }

  cancel(): void {
    if (this.closed) return;
    this.end();
    this.edit.cancelled();
  }

  private end(): void {
    this.closed = true;
    document.removeEventListener('pointerdown', this.outside, true);
    this.element.remove();
  }
}
