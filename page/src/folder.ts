// A bureau's folder: each file in one of a few engines, a table of states, the finished files as one zip.
import { button, checkbox, dialog, field, fill, freshId, h, tell, toast } from './dom';
import { Crash, Engine } from './engine';
import { levelWord, markOf } from './sheet';
import { give } from './save';
import { refused } from './take';
import type { BatchOptions, Counts, Format, Info, NamedBytes, Outcome } from './types';
import { LEVELS } from './types';

const READ = /\.(xlsx|xls|et|json|csv|tsv)$/i;
/** Left by office programs and systems. */
const LEFT = /^(~\$|\.~|\._|\.|Thumbs\.db$|desktop\.ini$)/i;

type State = 'waiting' | 'ready' | 'errors' | 'unread' | 'double';
const STATE: Record<State, string> = { waiting: '等待', ready: '可以生成', errors: '有错误', unread: '读不出', double: '重复' };

interface Row {
  files: { path: string; file: File }[];
  name: string;
  code: string;
  counts: Counts;
  state: State;
  words: string;
  /** Which of the documents in these files. */
  at: number;
}

const none = (): Counts => ({ error: 0, warning: 0, note: 0 });

async function read(files: Row['files']): Promise<NamedBytes[]> {
  return Promise.all(files.map(async ({ path, file }) => ({ name: path, bytes: new Uint8Array(await file.arrayBuffer()) })));
}

/** A few engines that take jobs one after the other; one that stops is replaced. */
async function pool<T>(jobs: T[], stopped: () => boolean, act: (engine: Engine, job: T) => Promise<void>, failed: (job: T, words: string) => void): Promise<void> {
  const count = Math.max(1, Math.min(4, Math.max(2, (navigator.hardwareConcurrency || 2) - 1), jobs.length));
  let next = 0;
  const one = async (): Promise<void> => {
    let engine: Engine | undefined;
    try {
      while (next < jobs.length && !stopped()) {
        const job = jobs[next++]!;
        try {
          engine ??= await Engine.start();
          await act(engine, job);
        } catch (error) {
          failed(job, error instanceof Crash ? '检查程序读这个文件时出了问题' : error instanceof Error ? error.message : String(error));
          if (engine?.stopped) engine = undefined;
        }
      }
    } finally {
      engine?.stop('做完了');
    }
  };
  await Promise.all(Array.from({ length: count }, one));
}

export class FolderScreen {
  readonly element: HTMLElement;
  private rows: Row[] = [];
  private skipped: string[] = [];
  /** Every file but hidden ones: what belongs to a batch is decided by the engine. */
  private readonly files: File[] = [];
  private worker: Engine | undefined;
  private readonly progress = h('progress', { max: '1', value: '0', 'aria-label': '进度' });
  private readonly words = h('p', { role: 'status', class: 'state' });
  private readonly body = h('tbody');
  private readonly head = h('tr');
  private readonly search = h('input', { type: 'search', id: freshId() });
  private readonly stopButton = button('停止', () => {
    this.stopped = true;
    this.words.textContent = '正在停下…';
    this.worker?.stop('停下了');
  });
  private readonly zipButton = button('全部文件打成一个压缩包', () => void this.zip(), { class: 'main' });
  private readonly listButton = button('清单（Excel）', () => void this.list(), { title: '各部门的指标，一行一条' });
  private readonly allButton = button('全套成果…', () => void this.everything(), { title: '各部门的文件、汇总表、检查报告、合订本' });
  private readonly again = button('接着做', () => void this.check());
  private stopped = false;
  private running = false;
  private publish = false;
  private sort: { by: number; down: boolean } = { by: -1, down: false };
  private timer = 0;
  private readonly title: string;

  constructor(files: File[], private readonly formats: ('xlsx' | 'pdf')[], private readonly open: (files: NamedBytes[]) => Promise<void>) {
    this.title = files[0]?.webkitRelativePath.split('/')[0] ?? '';
    for (const file of [...files].sort((one, other) => one.webkitRelativePath.localeCompare(other.webkitRelativePath, 'zh-CN', { numeric: true }))) {
      const path = file.webkitRelativePath.split('/').slice(1).join('/') || file.name;
      const hidden = path.split('/').some((step) => LEFT.test(step));
      if (!hidden) this.files.push(file);
      if (hidden || !READ.test(file.name)) {
        this.skipped.push(path);
        continue;
      }
      this.rows.push({ files: [{ path, file }], name: '', code: '', counts: none(), state: 'waiting', words: '', at: 0 });
    }
    this.search.addEventListener('input', () => this.draw());
    this.element = h(
      'div',
      { class: 'folder' },
      h('div', { class: 'strip' },
        h('h1', {}, `文件夹：${this.title}`),
        h('span', { class: 'gap' }),
        h('label', { for: this.search.id }, '查找'), this.search, this.stopButton, this.again),
      h('div', { class: 'strip' }, this.progress, this.words, h('span', { class: 'gap' }),
        checkbox('公开版（隐去联系人）', false, (on) => { this.publish = on; }), this.listButton, this.allButton, this.zipButton),
      h('div', { class: 'states', tabindex: '0', role: 'region', 'aria-label': '各部门的状态' },
        h('table', {}, h('thead', {}, this.head), this.body)),
    );
    this.drawHead();
    this.draw();
  }

  get busy(): boolean {
    return this.running;
  }

  stop(): void {
    this.stopped = true;
  }

  /** Checks the files that were not checked yet. */
  async check(): Promise<void> {
    if (this.running) return;
    const jobs = this.rows.filter((row) => row.state === 'waiting');
    await this.work('检查', jobs, async (engine, row) => {
      const { documents, report } = await engine.open(await read(row.files));
      const first = report.findings.find((finding) => finding.level === 'error') ?? report.findings[0];
      if (documents.length === 0) {
        row.state = 'unread';
        row.words = first ? [first.seen, first.expected, first.mend].filter(Boolean).join('；') : '里面没有读出绩效目标表';
      }
      const at = this.rows.indexOf(row);
      documents.forEach((info, index) => {
        const target: Row = index === 0 ? row : { ...row, counts: none() };
        if (index > 0) this.rows.splice(at + index, 0, target);
        settle(target, info, index);
        // What was found while reading counts as well: nobody looks at these files before they are made. Errors are counted.
        for (const finding of report.findings) {
          if (finding.level === 'error' || (documents.length > 1 && finding.file !== info.file)) continue;
          target.counts = { ...target.counts, [finding.level]: target.counts[finding.level] + 1 };
        }
      });
      for (const info of documents) await engine.call('close', info.id);
    });
    if (!this.stopped) await this.join();
    this.report();
  }

  /** Files of the same department are opened together: the engine says whether they are parts of one. */
  private async join(): Promise<void> {
    const byName = new Map<string, Row[]>();
    for (const row of this.rows) {
      if (!row.name || row.state === 'unread') continue;
      const rows = byName.get(row.name) ?? [];
      rows.push(row);
      byName.set(row.name, rows);
    }
    const groups = [...byName.values()].filter((rows) => rows.length > 1 && rows.every((row) => row.files.length === 1 && row.at === 0));
    await this.work('合并', groups, async (engine, rows) => {
      const files = rows.flatMap((row) => row.files);
      const { documents } = await engine.open(await read(files));
      const [only] = documents;
      if (only && documents.length === 1) {
        const [first, ...rest] = rows;
        first!.files = files;
        settle(first!, only, 0);
        this.rows = this.rows.filter((row) => !rest.includes(row));
      } else {
        for (const row of rows) {
          row.state = row.state === 'errors' ? 'errors' : 'double';
          row.words = `与 ${rows.filter((each) => each !== row).map((each) => each.files[0]!.path).join('、')} 是同一个部门`;
        }
      }
      for (const info of documents) await engine.call('close', info.id);
    });
  }

  private async work<T extends Row | Row[]>(name: string, jobs: T[], act: (engine: Engine, job: T) => Promise<void>): Promise<void> {
    if (jobs.length === 0) return;
    this.begin();
    let done = 0;
    const tick = (): void => this.tick(name, done, jobs.length);
    tick();
    await pool(jobs, () => this.stopped, async (engine, job) => {
      await act(engine, job);
      done++;
      tick();
    }, (job, words) => {
      done++;
      for (const row of [job].flat() as Row[]) {
        row.state = 'unread';
        row.words = words;
      }
      tick();
    });
    this.end();
  }

  private begin(): void {
    this.running = true;
    this.stopped = false;
  }

  private tick(name: string, done: number, of: number): void {
    this.progress.max = of;
    this.progress.value = done;
    this.words.textContent = `${name}：${done} / ${of}`;
    this.buttons();
    this.later();
  }

  private end(): void {
    this.running = false;
    this.buttons();
    this.draw();
  }

  private buttons(): void {
    const waiting = this.rows.some((row) => row.state === 'waiting');
    this.progress.hidden = this.stopButton.hidden = !this.running;
    this.again.hidden = this.running || !waiting;
    this.allButton.disabled = this.running || this.files.length === 0;
    this.listButton.disabled = this.running || !this.rows.some(listed);
    this.zipButton.disabled = this.running || !this.rows.some((row) => row.state === 'ready');
  }

  private report(): void {
    const count = (state: State): number => this.rows.filter((row) => row.state === state).length;
    const parts = (Object.keys(STATE) as State[]).filter((state) => count(state) > 0).map((state) => `${STATE[state]} ${count(state)}`);
    const skipped = this.skipped.length > 0 ? `；略过别的文件 ${this.skipped.length} 个` : '';
    this.words.textContent = this.rows.length === 0 ? `这个文件夹里没有可以读的表${skipped}` : `共 ${this.rows.length} 份：${parts.join('，')}${skipped}`;
    this.words.title = this.skipped.slice(0, 30).join('\n');
    this.buttons();
    this.draw();
  }

  private async zip(): Promise<void> {
    const rows = this.rows.filter((row) => row.state === 'ready');
    const files: NamedBytes[] = [];
    const lacking: string[] = [];
    const made = new Map<Row, NamedBytes[]>();
    await this.work('做文件', rows, async (engine, row) => {
      const { documents } = await engine.open(await read(row.files));
      const info = documents[row.at];
      if (!info) throw new Error('文件变了');
      const result = await engine.make(info.id, { formats: this.formats, publish: this.publish, each_table: false });
      if (this.formats.some((format) => !result.files.some((each) => each.name.endsWith(`.${format}`)))) {
        lacking.push(`${row.name}：${refused(result.report)}`);
      }
      const folder = [row.code, row.name].filter(Boolean).join('-') || '未填名称';
      made.set(row, result.files.map((file) => ({ name: `${folder}/${file.name}`, bytes: file.bytes })));
      for (const each of documents) await engine.call('close', each.id);
    });
    if (this.stopped) {
      this.words.textContent = '停下了，没有做压缩包';
      return;
    }
    // In the order of the table, whichever engine was first.
    for (const row of rows) files.push(...(made.get(row) ?? []));
    this.report();
    if (files.length === 0) return void tell('没有做成', '没有做出文件');
    const name = await give(files.length === 1 ? [...files] : files, this.title || '绩效目标表');
    toast(`已存到下载文件夹：${name}（${made.size} 个部门）`);
    if (lacking.length > 0) await tell('有的文件没有做成', `${lacking.length} 个部门的文件不全。`, lacking.slice(0, 50).join('\n'));
  }

  /** The flat list of all departments that can be read, for each edition one; made in one engine. */
  private async list(): Promise<void> {
    const rows = this.rows.filter(listed);
    const editions = new Map<string, number[]>();
    const made: NamedBytes[] = [];
    const words: string[] = [];
    let count = 0;
    let engine: Engine | undefined;
    this.begin();
    try {
      engine = await Engine.start();
      for (const [done, row] of rows.entries()) {
        if (this.stopped) break;
        this.tick('读表', done, rows.length);
        const { documents } = await engine.open(await read(row.files));
        for (const [at, info] of documents.entries()) {
          if (at !== row.at || !info.editable) await engine.call('close', info.id);
          else {
            editions.set(info.edition, [...(editions.get(info.edition) ?? []), info.id]);
            count++;
          }
        }
      }
      for (const [edition, ids] of this.stopped ? [] : editions) {
        const { files, report } = await engine.list(ids);
        const { counts } = JSON.parse(report) as { counts: Counts };
        for (const file of files) made.push({ ...file, name: editions.size > 1 ? file.name.replace(/(?=\.[^.]*$)/, `-${edition}`) : file.name });
        if (counts.error > 0) words.push(refused(report));
      }
    } catch (error) {
      words.push(error instanceof Crash ? '检查程序做清单时出了问题' : error instanceof Error ? error.message : String(error));
    } finally {
      engine?.stop('做完了');
      this.end();
    }
    if (this.stopped) {
      this.words.textContent = '停下了，没有做清单';
      return;
    }
    this.report();
    const left = this.rows.length - count;
    if (left > 0) words.push(`不在清单里的 ${left} 份：读不出的、重复的。`);
    if (made.length > 0) toast(`已存到下载文件夹：${await give(made, `${this.title || '绩效目标表'}-清单`)}（${count} 个部门）`);
    if (words.length > 0 || made.length === 0) await tell(made.length > 0 ? '清单做好了，请注意' : '没有做成清单', words.join('\n') || '没有做出文件');
  }

  /** Everything that the command makes of this folder, in one engine. */
  private async everything(): Promise<void> {
    const options = await this.batchOptions();
    if (!options) return;
    this.begin();
    this.tick('读文件', 0, this.files.length);
    try {
      this.worker = await Engine.start();
      const files = await Promise.all(this.files.map(async (file) => ({
        name: file.webkitRelativePath || file.name,
        bytes: new Uint8Array(await file.arrayBuffer()),
        written: Math.floor(file.lastModified / 1000),
      })));
      const made = await this.worker.batch(files, options, ({ done, of, making }) => {
        this.tick('做各部门的文件', done, of);
        if (making) this.words.textContent = `正在做 ${making}`;
      });
      this.end();
      this.report();
      const outcome = JSON.parse(made.report) as Outcome;
      const name = made.files.length > 0 ? await give(made.files, `${this.title || '绩效目标表'}-成果`, 'engine') : '';
      await tell(name ? '全套成果做好了' : '没有做出成果', ...outcomeWords(outcome, name));
    } catch (error) {
      this.end();
      if (this.stopped) this.words.textContent = '停下了，没有做成果';
      else await tell('没有做成', error instanceof Crash ? `检查程序做成果时出了问题：${error.message}` : error instanceof Error ? error.message : String(error));
    } finally {
      this.worker?.stop('做完了');
      this.worker = undefined;
    }
  }

  private batchOptions(): Promise<BatchOptions | null> {
    const pdf = this.formats.includes('pdf');
    const wanted = new Set<Format>(this.formats);
    let volume = pdf;
    const bureau = h('input', { type: 'text', maxlength: '60' });
    const year = h('input', { type: 'number', min: '2000', max: '2100', step: '1' });
    const format = (name: Format, words: string): HTMLElement =>
      checkbox(words, wanted.has(name), (on) => { if (on) wanted.add(name); else wanted.delete(name); });
    return dialog<BatchOptions>('全套成果', (done) => [
      h('p', {}, '各部门的文件、汇总表、检查报告、网页总览，与命令行做的一样，打成一个压缩包。有错误的部门列在检查报告里，不做文件。'),
      format('xlsx', 'Excel 工作簿'),
      pdf && format('pdf', 'PDF'),
      format('html', '网页'),
      pdf && checkbox('合订本（PDF）', true, (on) => { volume = on; }),
      pdf && field('合订本封面上的编制单位', bureau, '可以不填'),
      field('只收这个年度的表', year, '可以不填；别的年度的退回'),
      h('div', { class: 'buttons' },
        button('开始做', () => {
          if (!year.reportValidity()) return;
          if (wanted.size === 0) return void tell('还没有选', '至少选一种文件。');
          done({
            formats: (['xlsx', 'pdf', 'html'] as Format[]).filter((each) => wanted.has(each)),
            publish: this.publish,
            volume,
            bureau: bureau.value.trim(),
            ...(year.value === '' ? {} : { year: Number(year.value) }),
          });
        }, { class: 'main' }),
        button('取消', () => done(null))),
    ]);
  }

  // The table

  private drawHead(): void {
    const heads = ['文件', '部门', '编码', '错误', '警告', '提示', '状态'];
    fill(
      this.head,
      ...heads.map((words, by) => {
        const sorted = this.sort.by === by;
        return h('th', { scope: 'col', 'aria-sort': sorted ? (this.sort.down ? 'descending' : 'ascending') : 'none' },
          button(`${words}${sorted ? (this.sort.down ? ' ↓' : ' ↑') : ''}`, () => {
            this.sort = { by, down: sorted ? !this.sort.down : by >= 3 && by <= 5 };
            this.drawHead();
            this.draw();
            (this.head.children[by]?.firstElementChild as HTMLElement | null)?.focus();
          }));
      }),
    );
  }

  private later(): void {
    this.timer ||= window.setTimeout(() => { this.timer = 0; this.draw(); }, 150);
  }

  private value(row: Row, by: number): string | number {
    switch (by) {
      case 0: return row.files[0]?.path ?? '';
      case 1: return row.name;
      case 2: return row.code;
      case 3: return row.counts.error;
      case 4: return row.counts.warning;
      case 5: return row.counts.note;
      default: return STATE[row.state];
    }
  }

  private draw(): void {
    const wanted = this.search.value.trim().toLowerCase();
    let rows = this.rows.filter((row) =>
      !wanted || `${row.files.map((each) => each.path).join(' ')} ${row.name} ${row.code} ${STATE[row.state]}`.toLowerCase().includes(wanted));
    const { by, down } = this.sort;
    if (by >= 0) {
      rows = [...rows].sort((one, other) => {
        const a = this.value(one, by);
        const b = this.value(other, by);
        const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'zh-CN', { numeric: true });
        return down ? -order : order;
      });
    }
    fill(
      this.body,
      ...rows.map((row) => h('tr', { class: row.state },
        h('td', {}, row.files.map((each) => each.path).join('、')),
        h('td', {}, row.state === 'waiting' || row.state === 'unread' ? row.name : button(row.name || '未填名称', () => void this.openRow(row), { class: 'link' })),
        h('td', {}, row.code),
        ...LEVELS.map((level) => h('td', { class: 'number' }, row.counts[level] > 0 ? h('span', { class: `badge ${level}`, 'aria-hidden': 'true', title: levelWord(level) }, markOf(level)) : null, row.state === 'waiting' || row.state === 'unread' ? '' : ` ${row.counts[level]}`)),
        h('td', {}, STATE[row.state], row.words ? h('span', { class: 'hint' }, `　${row.words}`) : null))),
    );
  }

  private async openRow(row: Row): Promise<void> {
    await this.open(await read(row.files));
  }
}

/** Whether a department goes into the list. */
function listed(row: Row): boolean {
  return row.state === 'ready' || row.state === 'errors';
}

function settle(row: Row, info: Info, at: number): void {
  row.name = info.name;
  row.code = info.code;
  row.counts = info.counts;
  row.at = at;
  row.words = '';
  row.state = info.counts.error > 0 ? 'errors' : 'ready';
}

/** What a batch made, in words and, for what needs a look, in lines. */
function outcomeWords(outcome: Outcome, name: string): [string, string?] {
  const { departments, made, returned, unread, failures, skipped } = outcome;
  const saved = name ? `已存到下载文件夹：${name}。` : '';
  const lines = [
    ...returned.map((each) => `退回：${each}`),
    ...unread.map((each) => `没有读出表：${each}`),
    ...failures.map(([each, why]) => `没有做成：${each}（${why}）`),
    ...skipped.map(([each, why]) => `没有用：${each}（${why}）`),
  ];
  const most = 200;
  const more = lines.length > most ? [...lines.slice(0, most), `等 ${lines.length} 行，全部在检查报告里`] : lines;
  return [`${saved}${departments} 个部门，做成 ${made} 个，退回 ${returned.length} 个。`, more.length > 0 ? more.join('\n') : undefined];
}
