// Elements without markup: Trusted Types and the policy of the page leave no other way, and none is needed.

type Child = Node | string | null | undefined | false;
type Props = {
  class?: string;
  on?: Record<string, (event: any) => void>;
  [attribute: string]: unknown;
};

export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') element.className = String(value);
    else if (name === 'on') {
      for (const [event, listener] of Object.entries(value as object)) element.addEventListener(event, listener);
    } else if (name === 'value') (element as HTMLInputElement).value = String(value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child || child === '') element.append(child);
  return element;
}

export function button(words: string, act: (event: MouseEvent) => void, props: Props = {}): HTMLButtonElement {
  return h('button', { type: 'button', ...props, on: { click: act, ...(props.on ?? {}) } }, words);
}

export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
}

let used = 0;
export const freshId = (): string => `i${++used}`;

/** A labelled control. */
export function field(words: string, control: HTMLElement, hint?: string): HTMLElement {
  control.id ||= freshId();
  const label = h('label', { for: control.id }, words);
  if (!hint) return h('div', { class: 'field' }, label, control);
  const note = h('p', { class: 'hint', id: freshId() }, hint);
  control.setAttribute('aria-describedby', note.id);
  return h('div', { class: 'field' }, label, control, note);
}

export function checkbox(words: string, checked: boolean, change: (on: boolean) => void): HTMLElement {
  const box = h('input', { type: 'checkbox' });
  box.checked = checked;
  box.addEventListener('change', () => change(box.checked));
  return h('label', { class: 'check' }, box, words);
}

/** Words at the foot of the window, read out once. */
let toastTimer = 0;
export function toast(words: string, act?: { words: string; act(): void }): void {
  const place = document.getElementById('toast');
  if (!place) return;
  clearTimeout(toastTimer);
  fill(
    place,
    h('span', {}, words),
    act && button(act.words, () => { hideToast(); act.act(); }),
    button('知道了', hideToast, { class: 'quiet' }),
  );
  place.hidden = false;
  toastTimer = window.setTimeout(hideToast, 8000);
}
export function hideToast(): void {
  const place = document.getElementById('toast');
  if (place) place.hidden = true;
}

/** A window over the page. Resolves with what was chosen; Esc is `null`. */
export function dialog<T>(title: string, build: (done: (value: T | null) => void) => Child[], wide = false): Promise<T | null> {
  return new Promise((resolve) => {
    const heading = h('h2', { id: freshId() }, title);
    const box = h('dialog', { 'aria-labelledby': heading.id, class: wide ? 'wide' : undefined });
    const before = document.activeElement;
    const done = (value: T | null): void => {
      box.close();
      box.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(value);
    };
    box.append(heading, ...build(done).filter((child): child is Node | string => Boolean(child)));
    box.addEventListener('cancel', (event) => { event.preventDefault(); done(null); });
    document.body.append(box);
    box.showModal();
    // The focus is on a control, perhaps a long way down: reading begins at the top.
    box.scrollTop = 0;
  });
}

/** A question with one answer that acts. */
export async function ask(title: string, words: string, act: string, no = '取消'): Promise<boolean> {
  const answer = await dialog<boolean>(title, (done) => [
    h('p', {}, words),
    h('div', { class: 'buttons' }, button(act, () => done(true), { class: 'main' }), button(no, () => done(null))),
  ]);
  return answer === true;
}

export function tell(title: string, words: string, more?: string): Promise<unknown> {
  return dialog(title, (done) => [
    h('p', {}, words),
    more ? h('pre', { class: 'more', tabindex: '0' }, more) : null,
    h('div', { class: 'buttons' }, button('知道了', () => done(null), { class: 'main', autofocus: true })),
  ]);
}
