// 取走: the files of a document.
import { checkbox, fill, h, tell, toast } from './dom';
import { give } from './save';
import type { Session, Work } from './session';
import type { Finding, Format, NamedBytes } from './types';
import { printWork } from './print';

const options = { publish: false, each: false };

/** The code of a character without an outline. */
const OUTLINE = 'outline-missing';

export class TakePanel {
  readonly element = h('div', { class: 'panel take-panel', role: 'dialog', 'aria-label': '取走文件', hidden: true });
  private from: HTMLElement | undefined;
  constructor(private readonly session: Session, private readonly settle: () => Promise<void>) {
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.element.hidden) this.hide();
    });
    document.addEventListener('pointerdown', (event) => {
      const target = event.target as Node;
      if (!this.element.hidden && !this.element.contains(target) && !this.from?.contains(target)) this.hide(false);
    });
  }

  toggle(from: HTMLElement): void {
    this.from = from;
    if (!this.element.hidden) return this.hide();
    this.draw();
    this.element.hidden = false;
    from.setAttribute('aria-expanded', 'true');
    this.element.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
  }

  hide(focus = true): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.from?.setAttribute('aria-expanded', 'false');
    if (focus) this.from?.focus();
  }

  private draw(): void {
    const work = this.session.current;
    if (!work) return;
    const errors = work.view.counts.error;
    const one = (words: string, note: string, act: () => Promise<unknown>, off?: string): HTMLElement => {
      const go = h('button', { type: 'button', class: 'out', disabled: Boolean(off), on: { click: () => { this.hide(); void act(); } } },
        h('strong', {}, words), h('span', {}, off ?? note));
      return go;
    };
    const stopped = errors > 0 ? `有 ${errors} 处错误，改正以后才能做` : undefined;
    const noPdf = this.session.outlines ? undefined : '这个网页不带字形，做不了 PDF；要 PDF，用带字形的那个网页，或在 Excel、WPS 里另存';
    fill(
      this.element,
      h('h2', {}, '取走文件'),
      h('div', { class: 'outs' },
        one('Excel 工作簿', '上报、打印、接着改', () => this.make(work, ['xlsx']), stopped),
        one('PDF', '打印、归档', () => this.make(work, ['pdf']), stopped ?? noPdf),
        one('Excel 和 PDF', '一个压缩包', () => this.make(work, ['xlsx', 'pdf']), stopped ?? noPdf),
        one('网页', '查看、公开', () => this.make(work, ['html']), stopped),
        one('清单', '一行一条指标的 Excel 表，可以和别的部门的合在一起', () => this.list(work)),
        one('数据（JSON）', '没有做完也可以取走，下次拖进来接着做', () => this.make(work, ['json'])),
        work.marks && one('标注副本', '报来的原表，问题标在格里', () => this.marked(work)),
        one('填报用的工作簿', '有下拉列表和提示，填了的都在里面，在 Excel、WPS 里接着填', () => this.filledBlank(work)),
        one('打印', this.session.outlines ? '用这台电脑的字体；要与规定样式一样，请打印 PDF' : '用这台电脑的字体', () => this.print(work)),
      ),
      h('div', { class: 'switches' },
        checkbox('公开版（隐去联系人）', options.publish, (on) => { options.publish = on; }),
        checkbox('每张表一个文件', options.each, (on) => { options.each = on; }),
      ),
    );
  }

  private async guarded(words: string, act: () => Promise<string>): Promise<void> {
    await this.settle();
    document.body.classList.add('working');
    try {
      toast(`已存到下载文件夹：${await act()}`);
    } catch (error) {
      await tell(words, error instanceof Error ? error.message : String(error));
    } finally {
      document.body.classList.remove('working');
    }
  }

  private make(work: Work, formats: Format[]): Promise<void> {
    return this.guarded('没有做成', async () => {
      const revision = work.view.revision;
      const made = await this.session.run((engine) =>
        engine.make(work.view.id, { formats, publish: options.publish, each_table: options.each }),
      );
      if (made.files.length === 0) throw new Error(refused(made.report));
      const name = await give(made.files, work.view.base);
      const missing = formats.includes('pdf') && !made.files.some((file) => /\.pdf$/i.test(file.name));
      if (missing) void tell('PDF 没有做成', `别的文件做好了。${refused(made.report)}`);
      // What can be read back is the work itself; a PDF or a page for the public is not.
      if ((formats.includes('json') || formats.includes('xlsx')) && !options.publish) this.saved(work, revision);
      return name;
    });
  }

  private saved(work: Work, revision: number): void {
    work.savedRevision = revision;
    this.session.listener.saved();
  }

  private marked(work: Work): Promise<void> {
    return this.guarded('没有做成标注副本', async () => {
      const { files } = await this.session.run((engine) => engine.call('marked', work.view.id));
      return give(files, `${work.view.base}-标注`);
    });
  }

  private list(work: Work): Promise<void> {
    return this.guarded('没有做成清单', async () => {
      const { files, report } = await this.session.run((engine) => engine.list([work.view.id]));
      const [list] = files;
      if (!list) throw new Error(refused(report));
      return give([{ ...list, name: `${work.view.base}-${list.name}` }], list.name);
    });
  }

  private filledBlank(work: Work): Promise<void> {
    return this.guarded('没有做成填报用的工作簿', async () => {
      const revision = work.view.revision;
      const file: NamedBytes = await this.session.run((engine) => engine.call('filled_blank', work.view.id));
      const name = await give([file], file.name);
      this.saved(work, revision);
      return name;
    });
  }

  private async print(work: Work): Promise<void> {
    await this.settle();
    printWork(work.view);
  }
}

/** Why files were not made. */
export function refused(report: string): string {
  try {
    const { findings } = JSON.parse(report) as { findings?: Finding[] };
    const outlines = (findings ?? []).filter((finding) => finding.code === OUTLINE);
    if (outlines.length > 0) {
      const most = 20;
      const more = outlines.length > most ? `等 ${outlines.length} 个字` : '';
      return `${outlines.slice(0, most).map((finding) => finding.seen).join('；')}${more}。在首页“自己的表样和字体”里添加有这些字的字体，再做一次。`;
    }
    const errors = (findings ?? []).filter((finding) => finding.level === 'error');
    if (errors.length > 0) return `有 ${errors.length} 处错误，改正以后才能做。第一处：${[errors[0]!.label, errors[0]!.mend || errors[0]!.expected].filter(Boolean).join('，')}`;
  } catch {
    if (report) return report;
  }
  return '没有做出文件';
}
