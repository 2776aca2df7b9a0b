// The open documents and their engine. If the engine stops, another one is started and given the work as it was.
import { changed, viewOf } from './adapt';
import { Crash, Engine, noteAddition, textBytes } from './engine';
import type { Added, Edition, Finding, Info, NamedBytes, Op, Report, Rules, ScreenChange, TableChange, View } from './types';

export class Work {
  view!: View;
  rules!: Rules;
  /** What came with the files but belongs to no value of this document. */
  reading: Finding[] = [];
  /** The submission as the engine last told it, and what was done since. */
  text = '';
  since: Op[][] = [];
  /** What differed from the files that came, when the text was told. */
  textChanged: string[] = [];
  /** The files that it came in, and which of the documents in them it is. */
  origin: { files: NamedBytes[]; at: number } | undefined;
  /** Begun from blank. */
  fresh = false;
  /** Came from a workbook, which can be marked. */
  marks = false;
  savedRevision: number;
  keptAt: Date | undefined;
  timer = 0;
  readonly key: string;
  constructor(public info: Info, view: View, rules: Rules) {
    this.view = view;
    this.rules = rules;
    this.savedRevision = view.revision;
    this.key = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  }
  get name(): string {
    return this.view.name || (!this.fresh && this.info.file) || '未填名称';
  }
  get unsaved(): boolean {
    return this.view.revision !== this.savedRevision;
  }
}

export interface Listener {
  /** Another set of documents, or another one is shown. */
  documents(): void;
  /** The values of a document changed. */
  changed(work: Work, tables: TableChange[]): void;
  /** A document was built again from its text. */
  rebuilt(work: Work): void;
  /** A document was taken away as it is. */
  saved(): void;
}

export class Session {
  engine!: Engine;
  editions: Edition[] = [];
  version = '';
  outlines = false;
  works: Work[] = [];
  current: Work | undefined;
  listener!: Listener;
  /** What the user added, for people. */
  readonly added: string[] = [];
  private rulesOf = new Map<string, Promise<Rules>>();
  private restarting: Promise<void> | undefined;

  async start(): Promise<void> {
    this.engine = await Engine.start();
    this.editions = await this.engine.editions();
    this.version = await this.engine.call('version');
    this.outlines = await this.engine.call('has_outlines');
  }

  rules(edition: string): Promise<Rules> {
    // Data that cannot be read have no edition.
    if (!edition) return Promise.resolve({ fields: {}, lists: {} });
    let rules = this.rulesOf.get(edition);
    if (!rules) {
      rules = this.engine.rules(edition);
      rules.catch(() => this.rulesOf.delete(edition));
      this.rulesOf.set(edition, rules);
    }
    return rules;
  }

  /** Runs a call; after a crash the engine is there again, and the error says so. */
  async run<T>(act: (engine: Engine) => Promise<T>): Promise<T> {
    if (this.restarting) await this.restarting;
    try {
      return await act(this.engine);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      await this.restart();
      throw new Error('检查程序出了问题，已经重新启动。您填的内容都在，请再试一次；同一个地方再出问题，请换一种填法，或把文件交给维护的人。');
    }
  }

  private restart(): Promise<void> {
    this.restarting ??= (async () => {
      try {
        this.engine.stop('重新启动');
        this.engine = await Engine.start();
        try {
          await this.rebuildAll(true);
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          // It does not bear the files that came a second time: the work itself goes on without them.
          this.engine = await Engine.start();
          await this.rebuildAll(false);
        }
      } finally {
        this.restarting = undefined;
      }
    })();
    return this.restarting;
  }

  /** Gives a new engine the documents as they were: over the files that came, which can be marked again. */
  private async rebuildAll(withFiles: boolean): Promise<void> {
    const opened = new Map<NamedBytes[], Info[]>();
    const used = new Set<Info>();
    for (const work of this.works) {
      if (!work.text) continue;
      let info: Info | undefined;
      if (withFiles && work.origin) {
        const { files, at } = work.origin;
        const documents = opened.get(files) ?? (await this.engine.open(files)).documents;
        opened.set(files, documents);
        info = documents[at];
        if (info) await this.engine.call('resume', info.id, work.text, JSON.stringify(work.textChanged));
      }
      if (!info) {
        const { documents } = await this.engine.open([{ name: `${work.view.base || 'x'}.json`, bytes: textBytes(work.text) }], work.view.edition);
        info = documents[0];
        work.origin = undefined;
        work.marks = false;
      }
      if (!info) continue;
      used.add(info);
      for (const ops of work.since) await this.engine.edit(info.id, ops);
      work.info = { ...info, file: work.info.file };
      await this.showAnew(work, info.id);
    }
    // Other documents of the same files, which were closed.
    for (const info of [...opened.values()].flat()) if (!used.has(info)) await this.engine.call('close', info.id);
  }

  private async showAnew(work: Work, id: number): Promise<void> {
    const unsaved = work.unsaved;
    const screen = await this.engine.screen(id);
    work.rules = await this.rules(screen.edition);
    work.view = viewOf(screen, work.rules, id);
    work.savedRevision = unsaved ? -1 : work.view.revision;
    this.listener.rebuilt(work);
  }

  /** Adds the user's own editions: files of a folder, or zips. With errors nothing changes. */
  addEdition(files: NamedBytes[]): Promise<Added> {
    return this.addition((engine) => engine.addEdition(files), () => noteAddition({ edition: files }), '表样');
  }

  /** Adds a font file of the user. */
  addFont(font: NamedBytes): Promise<Added> {
    return this.addition((engine) => engine.addFont(font), () => noteAddition({ font }), '字体');
  }

  private async addition(act: (engine: Engine) => Promise<Added>, note: () => void, what: string): Promise<Added> {
    const answer = await this.run(act);
    if (answer.names.length === 0) return answer;
    note();
    for (const name of answer.names) if (!this.added.includes(`${what} ${name}`)) this.added.push(`${what} ${name}`);
    this.rulesOf.clear();
    this.editions = await this.run((engine) => engine.editions());
    // Open documents stay, and are read anew.
    for (const work of this.works) await this.run(() => this.showAnew(work, work.view.id));
    return answer;
  }

  /** Stops what the engine is doing, for it takes too long. */
  async interrupt(): Promise<void> {
    this.engine.stop('已经停下');
    await this.restart();
  }

  async open(files: NamedBytes[]): Promise<Report> {
    const names = files.map((file) => file.name);
    const { documents, report } = await this.run((engine) => engine.open(files));
    const works: Work[] = [];
    for (const [at, info] of documents.entries()) {
      const work = await this.add(info);
      work.origin = { files, at };
      work.marks = names.some((name) => !/\.(json|csv|tsv)$/i.test(name));
      works.push(work);
    }
    for (const finding of report.findings) {
      const work = works.find((each) => each.info.file === finding.file) ?? (works.length === 1 ? works[0] : undefined);
      const known = work?.view.findings.some(
        (each) => each.code === finding.code && each.pointer === finding.pointer && each.seen === finding.seen,
      );
      if (work && !known) work.reading.push(finding);
    }
    if (works[0]) this.show(works[0]);
    return report;
  }

  async begin(edition: string, copies: Record<string, number>, rows: number, year?: number): Promise<void> {
    const info = await this.run((engine) => engine.begin(edition, copies, rows, year));
    const work = await this.add(info);
    work.fresh = true;
    this.show(work);
  }

  private async add(info: Info): Promise<Work> {
    const screen = await this.run((engine) => engine.screen(info.id));
    const rules = await this.run(() => this.rules(screen.edition));
    const work = new Work(info, viewOf(screen, rules, info.id), rules);
    work.text = await this.run((engine) => engine.call('text', info.id));
    this.works.push(work);
    return work;
  }

  show(work: Work | undefined): void {
    this.current = work;
    this.listener.documents();
  }

  async close(work: Work): Promise<void> {
    clearTimeout(work.timer);
    this.works = this.works.filter((each) => each !== work);
    if (this.current === work) this.current = this.works[this.works.length - 1];
    await this.run((engine) => engine.call('close', work.view.id)).catch(() => undefined);
    this.listener.documents();
  }

  private take(work: Work, answer: ScreenChange): void {
    const { view, changes } = changed(answer, work.rules, work.view);
    work.view = view;
    this.listener.changed(work, changes);
    this.remember(work);
  }

  async edit(work: Work, ops: Op[]): Promise<void> {
    if (ops.length === 0) return;
    const began = performance.now();
    const answer = await this.run((engine) => engine.edit(work.view.id, ops));
    performance.measure('answer', { start: began, end: performance.now() });
    work.since.push(ops);
    this.take(work, answer);
  }

  async step(work: Work, way: 'undo' | 'redo'): Promise<void> {
    if (!work.view[way]) return;
    const answer = await this.run((engine) => engine[way](work.view.id));
    this.take(work, answer);
    await this.fetchText(work);
  }

  private remember(work: Work): void {
    clearTimeout(work.timer);
    work.timer = window.setTimeout(() => void this.fetchText(work).catch(() => undefined), 400);
  }

  async fetchText(work: Work): Promise<void> {
    work.text = await this.engine.call('text', work.view.id);
    // Answers come in the order of the calls: all that was answered so far is in this text.
    work.since.length = 0;
    work.textChanged = [...work.view.changed];
    this.kept?.(work);
  }

  /** Called when the text of a document is newer than before. */
  kept: ((work: Work) => void) | undefined;
}
