// 绩效目标表: the page. It opens from disk, sends nothing, and knows no form: all of that is the engine's.
import { ask, button, dialog, field, fill, h, hideToast, tell, toast } from './dom';
import { DocumentScreen } from './document';
import { licences, textBytes } from './engine';
import { FolderScreen } from './folder';
import { download } from './save';
import { Session, type Work } from './session';
import { StartScreen } from './start';
import { Store, type Kept } from './store';
import { TakePanel } from './take';
import type { Added, Finding, NamedBytes } from './types';

const session = new Session();
const store = new Store();
const screens = new Map<Work, DocumentScreen>();
let folder: FolderScreen | undefined;
let shown: 'start' | 'document' | 'folder' = 'start';
let ready = false;

const bar = h('header', { class: 'bar' });
const main = h('main', { id: 'main', tabindex: '-1' });
const take = new TakePanel(session, async () => { await currentScreen()?.settle(); });
const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const plural = (count: number): string => (count > 1 ? `（共 ${count} 处）` : '');

const start = new StartScreen(session, {
  files: (files) => void openFiles(files),
  folder: (files) => void openFolder(files),
  begin: (edition, counts, rows, year) => void guarded('没有打开', () => session.begin(edition, counts, rows, year)),
  blank: (edition, counts, rows, year) =>
    void guarded('没有做成空白表', async () => {
      download(await session.run((engine) => engine.call('blank', edition, Math.max(0, ...Object.values(counts)), rows, year)));
    }),
  edition: (files) => void addFiles(files),
  font: (files) => void addFiles(files),
  kept: (kept) => void openKept(kept),
  forget: (kept) => void store.forget(kept.key).then(drawKept),
  clear: () => void clearKept(),
  about: () => void about(),
});

function currentScreen(): DocumentScreen | undefined {
  const work = session.current;
  if (!work || shown !== 'document') return undefined;
  let screen = screens.get(work);
  if (!screen) {
    screen = new DocumentScreen(session, work);
    screens.set(work, screen);
  }
  return screen;
}

async function guarded(title: string, act: () => Promise<unknown>): Promise<void> {
  if (!ready) return void toast('检查程序还没有准备好，请稍等');
  document.body.classList.add('working');
  const long = window.setTimeout(() => toast('已经用了 20 秒。可以停下，已打开的都在。', { words: '停下', act: () => void session.interrupt() }), 20_000);
  let failed: unknown;
  try {
    await act();
  } catch (error) {
    failed = error ?? new Error('出了问题');
  } finally {
    clearTimeout(long);
    document.body.classList.remove('working');
  }
  if (failed) await tell(title, words(failed));
}

// Files

const SPEAK = (finding: Finding): string =>
  [finding.file, finding.label].filter(Boolean).join(' ') + '：' + [finding.seen, finding.expected, finding.mend].filter(Boolean).join('；');

async function openBytes(files: NamedBytes[]): Promise<void> {
  const before = session.works.length;
  const report = await session.open(files);
  if (session.works.length === before) {
    const first = report.findings.slice(0, 20).map(SPEAK).join('\n');
    await tell('没有读出绩效目标表', files.length > 1 ? `这 ${files.length} 个文件里没有读出绩效目标表。` : `“${files[0]?.name ?? ''}”里没有读出绩效目标表。`, first || undefined);
    return;
  }
  const unread = report.findings.filter((finding) => finding.level === 'error' && !session.works.some((work) => work.reading.includes(finding) || work.info.file === finding.file || work.view.findings.some((each) => each.file === finding.file)));
  if (unread.length > 0) toast(`有的文件没有读出：${SPEAK(unread[0]!)}${plural(unread.length)}`);
}

const MOST = 200 * 1024 * 1024;

async function readFiles(files: File[]): Promise<NamedBytes[]> {
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size > MOST) throw new Error('这些文件合起来超过 200 MB，太大了，请少选几个。');
  const named: NamedBytes[] = [];
  for (const file of files) {
    try {
      named.push({ name: file.webkitRelativePath || file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
    } catch {
      throw new Error(`“${file.name}”读不出来：是文件夹，或正被别的程序占用。文件夹请用“选择文件夹…”。`);
    }
  }
  return named;
}

/** Files of an edition, and fonts; everything else is opened. */
const EDITION = /\.(zip|toml|tera)$/i;
const FONT = /\.(ttf|ttc|otf|otc)$/i;

async function openFiles(files: File[]): Promise<void> {
  const own = files.filter((file) => EDITION.test(file.name) || FONT.test(file.name));
  if (own.length > 0) await addFiles(own);
  const others = files.filter((file) => !own.includes(file));
  if (others.length > 0) await guarded('没有打开', async () => openBytes(await readFiles(others)));
}

/** Adds the user's own editions and fonts. */
async function addFiles(files: File[]): Promise<void> {
  await guarded('没有加上', async () => {
    await currentScreen()?.settle();
    const fonts = files.filter((file) => FONT.test(file.name));
    if (fonts.length > 0 && !session.outlines) throw new Error('这个网页不带字形，加了字体也做不了 PDF。要 PDF，用带字形的那个网页。');
    const editions = files.filter((file) => EDITION.test(file.name));
    // A folder without any file of an edition is told of by the engine.
    const edition = editions.length > 0 ? editions : fonts.length > 0 ? [] : files.slice(0, 1);
    const answers: [string, Added][] = [];
    for (const font of await readFiles(fonts)) answers.push([`字体 ${font.name}`, await session.addFont(font)]);
    if (edition.length > 0) answers.push(['表样', await session.addEdition(await readFiles(edition))]);
    start.ready();
    show(shown);
    const taken = answers.filter(([, { names }]) => names.length > 0);
    if (taken.length > 0) toast(taken.map(took).join('；'));
    const left = answers.filter(([, { names }]) => names.length === 0);
    if (left.length > 0) await tell('没有加上', `${left.map(([what]) => what).join('、')}没有加上，一切照旧。`, left.map(reasons).join('\n'));
  });
}

function took([what, { names, report }]: [string, Added]): string {
  const [first] = report.findings;
  return `已加上${what}：${names.join('、')}${first ? `。请注意：${SPEAK(first)}${plural(report.findings.length)}` : ''}`;
}

function reasons([, { report }]: [string, Added]): string {
  const wrong = report.findings.filter((finding) => finding.level === 'error');
  return (wrong.length > 0 ? wrong : report.findings).slice(0, 20).map(SPEAK).join('\n');
}

async function openFolder(files: File[]): Promise<void> {
  if (!ready) return void toast('检查程序还没有准备好，请稍等');
  folder?.stop();
  folder = new FolderScreen(files, session.outlines ? ['xlsx', 'pdf'] : ['xlsx'], (named) => guarded('没有打开', () => openBytes(named)));
  show('folder');
  await folder.check();
}

// Screens

function show(screen: typeof shown): void {
  take.hide(false);
  hideToast();
  shown = screen;
  if (shown === 'document' && !session.current) shown = 'start';
  if (shown === 'folder' && !folder) shown = 'start';
  const element = shown === 'start' ? start.element : shown === 'folder' ? folder!.element : currentScreen()!.element;
  if (main.firstElementChild !== element) {
    main.replaceChildren(element);
    main.scrollTop = 0;
  }
  document.title = shown === 'document' ? `${session.current!.name} · 绩效目标表` : '绩效目标表';
  drawBar();
  if (shown === 'document') currentScreen()?.placed();
  if (shown === 'start') void drawKept();
}

/** Its name; after its file, or a number, if another one has the same: the end of a long name is cut off. */
function nameOf(work: Work): string {
  const same = session.works.filter((each) => each.name === work.name);
  if (same.length < 2) return work.name;
  const file = work.fresh ? '' : work.info.file.replace(/^.*[/\\]/, '');
  const isOnly = file && same.every((each) => each === work || each.info.file !== work.info.file);
  return `${isOnly ? file : same.indexOf(work) + 1} · ${work.name}`;
}

function drawBar(): void {
  const focus = (document.activeElement as HTMLElement | null)?.dataset?.['do'];
  const work = shown === 'document' ? session.current : undefined;
  const tabs = h('nav', { class: 'works', 'aria-label': '打开的' },
    folder ? button(folder.busy ? '文件夹…' : '文件夹', () => show('folder'), { 'aria-current': shown === 'folder' ? 'page' : undefined, class: 'workname' }) : null,
    ...session.works.map((each) => h('span', { class: `work${each === work ? ' current' : ''}` },
      button(`${each.unsaved ? '● ' : ''}${nameOf(each)}`, () => { session.current = each; show('document'); }, {
        'aria-current': each === work ? 'page' : undefined, title: each.unsaved ? `${nameOf(each)}（改过，还没有取走）` : nameOf(each), class: 'workname',
      }),
      button('×', () => void close(each), { 'aria-label': `关闭 ${nameOf(each)}`, title: '关闭', class: 'shut' }))));
  const takeButton = work
    ? h('button', { type: 'button', class: 'main', 'aria-expanded': 'false', 'aria-haspopup': 'dialog', 'data-do': 'take', on: { click: () => take.toggle(takeButton!) } }, '取走 ▾')
    : null;
  fill(
    bar,
    button('首页', () => show('start'), { class: 'home', 'aria-current': shown === 'start' ? 'page' : undefined, 'data-do': 'home' }),
    tabs,
    h('span', { class: 'gap' }),
    work && button('撤销', () => void currentScreen()?.step('undo'), { disabled: !work.view.undo, title: '撤销（Ctrl+Z）', 'data-do': 'undo' }),
    work && button('重做', () => void currentScreen()?.step('redo'), { disabled: !work.view.redo, title: '重做（Ctrl+Y）', 'data-do': 'redo' }),
    takeButton,
    button(store.waiting ? '保留：等口令' : store.on ? '保留：开' : '保留：关', () => void keepSettings(), { title: '留在这个浏览器里', 'data-do': 'keep' }),
    button('帮助', () => void help(), { 'data-do': 'help' }),
    take.element,
  );
  tabs.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (focus) bar.querySelector<HTMLElement>(`[data-do="${focus}"]`)?.focus();
}

async function close(work: Work): Promise<void> {
  const screen = screens.get(work);
  if (screen ? !(await screen.mayClose()) : work.unsaved && !(await ask('关闭这一份？', `《${work.name}》改过，还没有取走。关闭就没有了。`, '关闭，不要了', '先不关'))) return;
  screens.delete(work);
  // What is kept is for a browser that was closed in the middle of work, not for work that was ended.
  if (work.keptAt) await store.forget(work.key).catch(() => undefined);
  await session.close(work);
}

session.listener = {
  documents: () => show(session.current ? 'document' : folder ? 'folder' : 'start'),
  changed: (work, tables) => {
    screens.get(work)?.changed(tables);
    drawBar();
  },
  rebuilt: (work) => {
    const screen = new DocumentScreen(session, work);
    screens.set(work, screen);
    if (work === session.current && shown === 'document') show('document');
  },
  saved: () => drawBar(),
};

// Keeping

session.kept = (work) => {
  if (!work.unsaved && !work.keptAt) return;
  store.keep(work.key, work.name, work.view.edition, work.text).then(
    (kept) => { if (kept) work.keptAt = new Date(); },
    (error: unknown) => toast(words(error)),
  );
};

async function drawKept(): Promise<void> {
  try {
    start.drawKept(await store.all());
  } catch {
    start.drawKept([]);
  }
}

async function clearKept(): Promise<void> {
  if (!(await ask('全部清除？', '留在这个浏览器里的都删去，找不回来。已经下载的文件不动。', '全部清除'))) return;
  await store.clear();
  for (const work of session.works) work.keptAt = undefined;
  await drawKept();
  toast('已清除');
}

function passphrase(title: string, note: string): Promise<string | null> {
  return dialog<string>(title, (done) => {
    const input = h('input', { type: 'password', autocomplete: 'off' });
    const form = h('div', {}, h('p', {}, note), field('口令', input), h('div', { class: 'buttons' }, button('确定', () => done(input.value), { class: 'main' }), button('取消', () => done(null))));
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      // The focus goes back to a button, which this key must not press.
      event.preventDefault();
      done(input.value);
    });
    return [form];
  });
}

async function openKept(kept: Kept): Promise<void> {
  const secret = kept.locked ? await passphrase('打开留存的', '这一份有口令。') : '';
  if (secret === null) return;
  await guarded('没有打开', async () => {
    const { name, text } = await store.read(kept, secret);
    await openBytes([{ name: `${name || '未填名称'}.json`, bytes: textBytes(text) }]);
    const work = session.current;
    // It was never taken away: it stays unsaved, and is kept on in its place.
    if (work) {
      (work as { key: string }).key = kept.key;
      work.savedRevision = -1;
      work.keptAt = new Date(kept.time);
      drawBar();
    }
  });
}

async function keepSettings(): Promise<void> {
  await dialog<true>('留在这个浏览器里', (done) => {
    const secret = h('input', { type: 'password', autocomplete: 'new-password' });
    const open = h('div', {});
    const draw = (): void => fill(
      open,
      h('p', {}, '平时，关了网页，没有取走的就没有了。打开这一项，改过的随时留一份在这个浏览器里，下次打开这个网页时在首页可以接着做。'),
      h('p', { class: 'warn' }, '请注意：在这个浏览器里打开的别的网页文件（双击打开的 HTML 文件）也读得到留下的内容。几个人合用的电脑不要打开；要打开，就设一个口令。口令忘了，就打不开了。下载的文件才是准的。'),
      store.on
        ? h('p', { role: 'status' }, store.locked ? (store.waiting ? '已打开，有口令。这一次还没有填口令，现在不保留。' : '已打开，有口令。') : '已打开，没有口令。')
        : h('p', { role: 'status' }, '现在没有打开。'),
      (!store.on || store.waiting) && field(store.waiting ? '口令' : '口令（可以不设）', secret),
      h('div', { class: 'buttons' },
        (!store.on || store.waiting) && button('打开', () => void (async () => {
          if (store.waiting && !secret.value) return void toast('请填口令，或先关掉');
          await store.switchOn(secret.value);
          for (const work of session.works) if (work.unsaved) await session.fetchText(work);
          draw();
          drawBar();
        })().catch((error: unknown) => toast(words(error))), { class: 'main' }),
        store.on && button('关掉并清除', () => void store.switchOff().then(() => {
          for (const work of session.works) work.keptAt = undefined;
          draw();
          drawBar();
          void drawKept();
        }).catch((error: unknown) => toast(words(error)))),
        button('完成', () => done(true))),
    );
    draw();
    return [open];
  });
}

// Help

async function help(): Promise<void> {
  const keys: [string, string][] = [
    ['方向键、Tab', '在格之间走；Tab 只停在填数的格'],
    ['Enter、F2、双击、直接打字', '填写这一格'],
    ['Esc', '不改了；看全部问题'],
    ['Delete', '清空这一格；有算式的，改回算出的数'],
    ['Alt+Enter、Alt+Shift+Enter', '下面、上面加一行'],
    ['Alt+↑、Alt+↓、Alt+Delete', '上移、下移、删去这行'],
    ['Ctrl+Z、Ctrl+Y', '撤销、重做'],
    ['Ctrl+C、Ctrl+V', '复制一格；贴上从 Excel 复制的一片'],
    ['F6', '在按钮、表、检查结果之间走'],
  ];
  await dialog('帮助', (done) => [
    h('div', { class: 'help', tabindex: '0' },
      h('p', {}, '把填好的表拖进来，表照印出的样子排出来；右边列出问题，点一处就到那一格，点一格就只看那一格的问题。改好了，按“取走”。'),
      h('p', {}, '错误（✕）：这样的表会被退回，改正以后才能做 Excel、PDF。警告（!）：多半有误，照样能做。提示（i）：值得看一眼。左下角有蓝角的格是改过的，斜体的数是算出来的。'),
      h('p', {}, '文件只在这台电脑上处理，不联网。关网页以前把做好的取走：没有做完的取走“数据（JSON）”，下次拖进来接着做。'),
      h('table', {}, h('tbody', {}, ...keys.map(([key, what]) => h('tr', {}, h('th', { scope: 'row' }, key), h('td', {}, what))))),
      h('p', { class: 'hint' }, '这个网页里还没有的：名册、退回通知、与上次对比、OFD。要用这些，请用 jixiao 程序。')),
    h('div', { class: 'buttons' }, button('知道了', () => done(null), { class: 'main' }), button('关于', () => { done(null); void about(); })),
  ]);
}

/** What this page is made of, for a person who has only this file. */
async function about(): Promise<void> {
  const text = await licences().catch((error: unknown) => `许可没有展开：${words(error)}`);
  const commit = document.querySelector<HTMLMetaElement>('meta[name=commit]')?.content;
  const own = [
    `版本 ${session.version || '（没有准备好）'}`,
    commit ? `提交 ${commit.replace(/\+$/, '')}${commit.endsWith('+') ? '（另有没有提交的改动）' : ''}` : '提交不知道（不是发布的网页）',
    !ready ? '' : session.outlines ? '带字形，可以做 PDF' : '不带字形，不做 PDF',
  ];
  await dialog('关于', (done) => [
    h('div', { class: 'about' },
      h('p', {}, '绩效目标表：检查、修改、生成绩效目标表的网页，是 jixiao 的一部分，以 Apache-2.0 许可发布，不担保没有错误。'),
      h('p', {}, own.filter(Boolean).join('；')),
      h('p', {}, '里面还有别人的软件包和字体，各自的许可：'),
      h('pre', { class: 'licences', tabindex: '0', role: 'region', 'aria-label': '许可全文' }, text)),
    h('div', { class: 'buttons' },
      button('知道了', () => done(null), { class: 'main' }),
      button('存成文件', () => download({ name: '绩效目标表-许可.txt', bytes: textBytes(`\uFEFF${text.replaceAll('\n', '\r\n')}`) }))),
  ], true);
}

// The window

document.addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement;
  const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
  if (event.key === 'F6' && !event.isComposing) {
    event.preventDefault();
    // The areas of the screen that is shown, each with where the focus enters it.
    const areas: [string, string][] = [['.bar', 'button'], ['.strip', '[role=tab][tabindex="0"], input'], ['.desk', '.cell[tabindex="0"], [tabindex="0"]'], ['.side', 'button'], ['.states', 'tbody button, button'], ['.start', 'button']];
    const stops = areas
      .map(([area, entry]) => ({ area, entry: [...document.querySelectorAll<HTMLElement>(area)].map((each) => entry.split(', ').map((one) => each.querySelector<HTMLElement>(one)).find(Boolean)).find(Boolean) }))
      .filter((stop): stop is { area: string; entry: HTMLElement } => Boolean(stop.entry));
    const at = stops.findIndex(({ area }) => target.closest(area));
    const way = event.shiftKey ? -1 : 1;
    const next = at < 0 ? (way > 0 ? 0 : stops.length - 1) : (at + way + stops.length) % stops.length;
    stops[next]?.entry.focus();
    return;
  }
  if (!(event.ctrlKey || event.metaKey) || event.altKey || typing || document.querySelector('dialog[open]')) return;
  const key = event.key.toLowerCase();
  const way = key === 'z' && !event.shiftKey ? 'undo' : key === 'y' || (key === 'z' && event.shiftKey) ? 'redo' : undefined;
  const screen = currentScreen();
  if (!way || !screen) return;
  event.preventDefault();
  void screen.step(way);
});

let over = 0;
const carries = (event: DragEvent): boolean => Boolean(event.dataTransfer?.types.includes('Files'));
document.addEventListener('dragenter', (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  over++;
  document.body.classList.add('dragging');
});
document.addEventListener('dragleave', (event) => {
  if (carries(event) && --over <= 0) document.body.classList.remove('dragging');
});
document.addEventListener('dragover', (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  event.dataTransfer!.dropEffect = 'copy';
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  over = 0;
  document.body.classList.remove('dragging');
  const files = [...(event.dataTransfer?.files ?? [])];
  if (files.length > 0) void openFiles(files);
});

window.addEventListener('beforeunload', (event) => {
  if (session.works.some((work) => work.unsaved)) {
    event.preventDefault();
    event.returnValue = true;
  }
});

window.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  toast(`出了问题：${words(event.reason)}`);
});

document.body.append(
  button('到正文', () => main.focus(), { class: 'skip' }),
  bar,
  main,
  h('div', { id: 'toast', role: 'status', 'aria-live': 'polite', hidden: true }),
  h('div', { class: 'dropover', 'aria-hidden': 'true' }, '放开就打开'),
);
show('start');
requestAnimationFrame(() => {
  const began = performance.now();
  session.start().then(
    () => {
      ready = true;
      start.ready();
      document.documentElement.dataset['ready'] = String(Math.round(performance.now()));
      performance.measure('engine', { start: began, end: performance.now() });
    },
    (error: unknown) => start.failed(`检查程序没有启动：${words(error)}。请换新一些的浏览器（Chrome、Edge 103 以上，火狐 113 以上）。`),
  );
});

