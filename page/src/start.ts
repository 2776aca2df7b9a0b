// The first screen: files, a folder, or a blank table.
import { button, field, fill, freshId, h } from './dom';
import type { Session } from './session';
import type { Kept } from './store';

export interface StartActs {
  files(files: File[]): void;
  folder(files: File[]): void;
  begin(edition: string, counts: Record<string, number>, rows: number, year: number | undefined): void;
  blank(edition: string, counts: Record<string, number>, rows: number, year: number | undefined): void;
  edition(files: File[]): void;
  font(files: File[]): void;
  kept(kept: Kept): void;
  forget(kept: Kept): void;
  clear(): void;
  about(): void;
}

export class StartScreen {
  readonly element: HTMLElement;
  private readonly form = h('div', { class: 'blank-form' });
  private readonly keptList = h('section', { class: 'card kept', hidden: true });
  private readonly fontButton: HTMLButtonElement;
  private readonly ownTitle = h('h2', {}, '自己的表样和字体');
  private readonly fontHint = h('p', { class: 'hint' }, 'PDF 里有字没有字形时，加上有这个字的字体文件（.ttf、.ttc）。');
  private readonly added = h('ul', { class: 'added', 'aria-label': '已经加上的' });
  private readonly state = h('p', { class: 'state', role: 'status' }, '正在准备检查程序…');

  constructor(private readonly session: Session, private readonly acts: StartActs) {
    const chooser = (words: string, props: Record<string, unknown>, act: (files: File[]) => void): HTMLInputElement => {
      const input = h('input', { type: 'file', class: 'away', id: freshId(), tabindex: '-1', 'aria-label': words, ...props });
      input.addEventListener('change', () => {
        const chosen = [...(input.files ?? [])];
        input.value = '';
        if (chosen.length > 0) act(chosen);
      });
      return input;
    };
    const editionZip = chooser('选择表样的压缩包', { accept: '.zip' }, (chosen) => acts.edition(chosen));
    const editionFolder = chooser('选择表样的文件夹', { webkitdirectory: true }, (chosen) => acts.edition(chosen));
    const font = chooser('选择字体文件', { accept: '.ttf,.ttc', multiple: true }, (chosen) => acts.font(chosen));
    const files = h('input', { type: 'file', multiple: true, accept: '.xlsx,.xls,.et,.json,.csv,.tsv', class: 'away', id: freshId(), tabindex: '-1', 'aria-label': '选择文件' });
    files.addEventListener('change', () => {
      const chosen = [...(files.files ?? [])];
      files.value = '';
      if (chosen.length > 0) acts.files(chosen);
    });
    const folder = h('input', { type: 'file', webkitdirectory: true, class: 'away', id: freshId(), tabindex: '-1', 'aria-label': '选择文件夹' });
    folder.addEventListener('change', () => {
      const chosen = [...(folder.files ?? [])];
      folder.value = '';
      if (chosen.length > 0) acts.folder(chosen);
    });
    this.fontButton = button('字体文件…', () => font.click());
    const choose = button('选择文件…', () => files.click(), { class: 'main big' });
    const zone = h(
      'div',
      { class: 'drop' },
      h('p', { class: 'lead' }, '把填好的表拖到这里'),
      h('p', { class: 'hint' }, 'Excel 表（.xlsx、.xls、.et）、清单（.csv）或上次取走的数据（.json），可以一次拖几个；一个部门分在几个文件里的，自动合在一起'),
      choose,
      files,
    );
    this.element = h(
      'div',
      { class: 'start' },
      h('header', {}, h('h1', {}, '绩效目标表'), h('p', { class: 'lead' }, '检查、修改、生成绩效目标表。'),
        h('p', { class: 'privacy' }, '文件只在这台电脑上处理：这个网页不联网，不向外发送任何内容。'), this.state),
      h('div', { class: 'cards' },
        h('section', { class: 'card wide' }, h('h2', {}, '检查填好的表'), zone),
        this.keptList,
        h('section', { class: 'card tall' }, h('h2', {}, '从空白表开始'), this.form),
        h('section', { class: 'card' }, h('h2', {}, '一次看一个文件夹'), h('p', { class: 'hint' }, '各部门报来的表放在一个文件夹里（可以有下级文件夹），一次检查完，列出各部门的状态，做好的文件打成一个压缩包。'),
          h('div', { class: 'buttons' }, button('选择文件夹…', () => folder.click()), folder),
          h('p', { class: 'hint' }, '浏览器会问是否“上传”这个文件夹：只是让这个网页读它，什么也不会发送出去。')),
        h('section', { class: 'card own' }, this.ownTitle,
          h('p', { class: 'hint' }, '本地自己的表样（放着 edition.toml 的文件夹，或它的 .zip 压缩包）加上以后，和原有的一样用。关了网页就没有了，下次再加。'),
          this.fontHint,
          h('div', { class: 'buttons' }, button('表样压缩包…', () => editionZip.click()), editionZip, button('表样文件夹…', () => editionFolder.click()), editionFolder, this.fontButton, font),
          this.added),
      ),
      h('p', { class: 'foot' }, button('关于这个网页：版本、许可', () => acts.about(), { class: 'link' })),
    );
  }

  /** The engine is there: the editions are known. */
  ready(): void {
    this.state.textContent = '';
    this.state.hidden = true;
    this.drawForm();
    this.drawAdded();
  }

  /** What the user added; the new editions are in the list of forms. */
  private drawAdded(): void {
    // A page without outlines makes no PDF, whatever font is added.
    this.fontButton.hidden = this.fontHint.hidden = !this.session.outlines;
    if (!this.session.outlines) this.ownTitle.textContent = '自己的表样';
    fill(this.added, ...this.session.added.map((words) => h('li', {}, `✓ ${words}`)));
  }

  failed(words: string): void {
    this.state.textContent = words;
    this.state.classList.add('bad');
  }

  private drawForm(): void {
    const { editions } = this.session;
    const choice = h('select', { id: freshId() }, ...editions.map((edition) => h('option', { value: edition.id }, edition.title)));
    const counts = h('div', { class: 'numbers' });
    const year = h('input', { type: 'number', min: '2000', max: '2100', step: '1', value: String(new Date().getFullYear()) });
    const rows = h('input', { type: 'number', min: '1', max: '500', step: '1', value: '12' });
    const yearField = field('年度', year);
    const rowsField = field('每张表先留几行', rows);
    const inputs = new Map<string, HTMLInputElement>();
    const draw = (): void => {
      const edition = editions.find((each) => each.id === choice.value);
      inputs.clear();
      fill(
        counts,
        ...(edition?.tables ?? []).filter((table) => table.many).map((table) => {
          const input = h('input', { type: 'number', min: '0', max: '100', step: '1', value: '1' });
          inputs.set(table.key, input);
          return field(`《${table.name}》张数`, input);
        }),
      );
      yearField.hidden = !edition?.year;
    };
    choice.addEventListener('change', draw);
    draw();
    const chosen = (): [string, Record<string, number>, number | undefined] | undefined => {
      for (const input of [...inputs.values(), ...(yearField.hidden ? [] : [year]), rows]) {
        if (!input.reportValidity()) return undefined;
      }
      const numbers = Object.fromEntries([...inputs].map(([key, input]) => [key, Number(input.value)]));
      return [choice.value, numbers, yearField.hidden || year.value === '' ? undefined : Number(year.value)];
    };
    fill(
      this.form,
      field('表样', choice),
      h('div', { class: 'numbers' }, yearField, counts, rowsField),
      h('div', { class: 'buttons' },
        button('从空白表开始', () => { const all = chosen(); if (all) this.acts.begin(all[0], all[1], Number(rows.value), all[2]); }, { class: 'main' })),
      h('details', {}, h('summary', {}, '要在 Excel、WPS 里填'),
        h('div', { class: 'buttons' }, button('下载空白表', () => { const all = chosen(); if (all) this.acts.blank(all[0], all[1], Number(rows.value), all[2]); }))),
    );
  }

  drawKept(list: Kept[]): void {
    this.keptList.hidden = list.length === 0;
    fill(
      this.keptList,
      h('h2', {}, '留在这个浏览器里的'),
      h('ul', {}, ...list.map((kept) => h('li', {},
        button(kept.name || '未填名称', () => this.acts.kept(kept), { class: 'link' }),
        h('span', { class: 'hint' }, new Date(kept.time).toLocaleString('zh-CN', { dateStyle: 'medium', timeStyle: 'short' })),
        button('删去', () => this.acts.forget(kept), { class: 'quiet', 'aria-label': `删去 ${kept.name}` })))),
      h('div', { class: 'buttons' }, button('全部清除', () => this.acts.clear())),
    );
  }
}
