// A small engine with the interface of page/engine, for tests of the page alone: an invented edition, a few rules.
import type { Cause, Cell, Finding, Info, Op, Rule, Screen, Title, Value, WireChange, WireTable } from '../src/types';

type Json = null | string | number | Json[] | { [key: string]: Json };
type Row = { [key: string]: Json };
interface Data { edition: string; year: Json; code: Json; department: Row; projects: Row[] }
interface Doc {
  id: number; file: string; data: Data; original: Data; undo: Data[]; redo: Data[]; tables: WireTable[]; values: Record<string, Value>; workbook: boolean;
}

const EDITION = 'sample-2026';
const INDICATORS = ['level1', 'level2', 'name', 'sign', 'value', 'unit', 'content'];
const PAIRS: [string, string][] = [
  ['产出指标', '数量指标'], ['产出指标', '质量指标'], ['产出指标', '时效指标'], ['成本指标', '经济成本指标'],
  ['效益指标', '社会效益指标'], ['效益指标', '生态效益指标'], ['满意度指标', '服务对象满意度指标'],
];

const indicators = (at: string): Record<string, Rule> => ({
  [`${at}/indicators/*/level1`]: { label: '一级指标', kind: 'group', required: true, pairs: PAIRS, words: [...new Set(PAIRS.map(([one]) => one))], others: false, refusal: '只能填所列的一级指标' },
  [`${at}/indicators/*/level2`]: { label: '二级指标', kind: 'group', required: true, pairs: PAIRS, outer: `${at}/indicators/*/level1`, others: true },
  [`${at}/indicators/*/name`]: { label: '三级指标', kind: 'line', required: true, max_length: 60 },
  [`${at}/indicators/*/sign`]: { label: '指标值类型', kind: 'choice', words: ['≥', '≤', '=', '定性'], others: false, refusal: '只能填 ≥、≤、=、定性' },
  [`${at}/indicators/*/value`]: { label: '指标值', kind: 'measure' },
  [`${at}/indicators/*/unit`]: { label: '度量单位', kind: 'line' },
  [`${at}/indicators/*/content`]: { label: '指标值内容', kind: 'line', derived: '指标值类型、指标值与度量单位连写' },
});

const FIELDS: Record<string, Rule> = {
  '/year': { label: '年度', kind: 'whole', required: true, min: '2000', max: '2100', hint: '表的预算年度，如 2026', refusal: '填四位的年度' },
  '/code': { label: '单位编码', kind: 'line', hint: '用于文件名，可以省略' },
  '/department/name': { label: '部门（单位）', kind: 'line', required: true, hint: '部门（单位）全称' },
  '/department/contact/name': { label: '联系人', kind: 'line' },
  '/department/contact/phone': { label: '联系电话', kind: 'line', hint: '保留区号与分机号' },
  '/department/functions': { label: '职能概述', kind: 'paragraphs' },
  '/department/change': { label: '近三年职能是否有重大变化', kind: 'choice', words: ['是', '否'], others: false, refusal: '填“是”或“否”' },
  '/department/staff': { label: '编制人数', kind: 'whole', min: '0', hint: '以人为单位', refusal: '填不小于 0 的整数' },
  '/department/income/upper': { label: '上级财政拨款', kind: 'number', min: '0', hint: '以万元为单位', refusal: '填不小于 0 的数' },
  '/department/income/local': { label: '本级财政安排', kind: 'number', min: '0', hint: '以万元为单位', refusal: '填不小于 0 的数' },
  '/department/income/total': { label: '收入预算合计', kind: 'number', derived: '上级财政拨款 + 本级财政安排' },
  '/department/target': { label: '年度绩效目标', kind: 'paragraphs', required: true },
  ...indicators('/department'),
  '/projects/*/name': { label: '项目名称', kind: 'line', required: true },
  '/projects/*/unit': { label: '实施单位', kind: 'line' },
  '/projects/*/funds': { label: '项目资金', kind: 'number', min: '0', hint: '以万元为单位', refusal: '填不小于 0 的数' },
  ...indicators('/projects/*'),
};

const text = (value: Json | undefined): string => (value === null || value === undefined ? '' : String(value));
const generic = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, '/*');
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function get(data: Data, pointer: string): Json | undefined {
  let at: unknown = data;
  for (const step of pointer.split('/').slice(1)) at = (at as Record<string, unknown> | undefined | null)?.[step];
  return at as Json | undefined;
}

function put(data: Data, pointer: string, value: Json): void {
  const steps = pointer.split('/').slice(1);
  const last = steps.pop()!;
  let at = data as unknown as Record<string, unknown>;
  for (const step of steps) at = (at[step] ??= {}) as Record<string, unknown>;
  if (value === null) delete at[last];
  else at[last] = value;
}

const row = (): Row => ({});
const blank = (counts: Record<string, number>, year?: number): Data => ({
  edition: EDITION, year: year ?? null, code: null, department: { indicators: [row(), row(), row()] },
  projects: Array.from({ length: counts['projects'] ?? 1 }, () => ({ indicators: [row(), row()] })),
});

const number = (value: Json | undefined): number | undefined => {
  const amount = Number(text(value));
  return text(value) === '' || Number.isNaN(amount) ? undefined : amount;
};

function valueOf(data: Data, pointer: string): Value {
  const typed = get(data, pointer);
  if (typed !== undefined && typed !== null) return { text: text(typed), origin: 'typed' };
  if (pointer === '/department/income/total') {
    const upper = number(get(data, '/department/income/upper'));
    const local = number(get(data, '/department/income/local'));
    if (upper !== undefined || local !== undefined) {
      return { text: String(Math.round(((upper ?? 0) + (local ?? 0)) * 100) / 100), origin: 'derived' };
    }
  }
  if (pointer.endsWith('/content')) {
    const own = pointer.slice(0, -'content'.length);
    const [sign, value, unit] = ['sign', 'value', 'unit'].map((key) => text(get(data, own + key)));
    if (value) return { text: `${sign === '定性' ? '' : sign}${value}${unit}`, origin: 'derived' };
  }
  return { text: '', origin: 'absent' };
}

const STYLES = [
  "font:bold 18pt/1.3 'Noto Serif SC',SimSun,serif;text-align:center;vertical-align:middle;padding:1.7pt 1.77pt",
  "font:bold 12pt/1.3 SimHei,'Noto Sans SC',sans-serif;text-align:center;vertical-align:middle;padding:3.4pt 1.77pt",
  "font:bold 9pt/1.3 SimHei,'Noto Sans SC',sans-serif;text-align:center;vertical-align:middle;padding:1.84pt 1.2pt",
  "font:9pt/1.3 FangSong,'Noto Serif SC',serif;text-align:center;vertical-align:middle;padding:1.84pt 1.2pt",
  "font:9pt/1.35 FangSong,'Noto Serif SC',serif;text-align:left;vertical-align:middle;padding:1.84pt 1.77pt",
];
const COLUMNS = [22, 24, 40, 16, 18, 16, 20];

class Drawing {
  cells: Cell[] = [];
  rows: number[] = [];
  constructor(private readonly data: Data) {}

  cell(rowAt: number, col: number, cols: number, textOf: string, pointers: string[], label: boolean, style: number, rows = 1): void {
    this.cells.push({ row: rowAt, col, rows, cols, label, style, text: textOf, pointers });
    if (rows > 1) return;
    const width = COLUMNS.slice(col, col + cols).reduce((sum, each) => sum + each, 0);
    const perLine = Math.max(1, Math.floor((width - 1.5) / 3.18));
    const lines = textOf.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil([...line].length / perLine)), 0);
    this.rows[rowAt] = Math.max(this.rows[rowAt] ?? 0, 2 + lines * 4.3);
  }

  line(pairs: [string, string, number, number][]): void {
    const at = this.rows.length;
    this.rows.push(6.5);
    let col = 0;
    for (const [label, pointer, labelCols, cols] of pairs) {
      this.cell(at, col, labelCols, label, [], true, 2);
      const kind = FIELDS[generic(pointer)]?.kind;
      this.cell(at, col + labelCols, cols, valueOf(this.data, pointer).text, [pointer], false, kind === 'paragraphs' ? 4 : 3);
      col += labelCols + cols;
    }
  }

  list(at: string): void {
    const head = this.rows.length;
    this.rows.push(8);
    INDICATORS.forEach((key, col) => this.cell(head, col, 1, FIELDS[`${generic(at)}/indicators/*/${key}`]!.label, [], true, 2));
    const records = (get(this.data, `${at}/indicators`) as Row[] | undefined) ?? [];
    const first = this.rows.length;
    records.forEach(() => this.rows.push(6.3));
    let from = 0;
    records.forEach((record, index) => {
      const own = `${at}/indicators/${index}`;
      if (index === from) {
        let end = from + 1;
        while (text(record['level1']) && end < records.length && text(records[end]!['level1']) === text(record['level1'])) end++;
        const pointers = Array.from({ length: end - from }, (_, each) => `${at}/indicators/${from + each}/level1`);
        this.cell(first + from, 0, 1, text(record['level1']), pointers, false, 3, end - from);
        from = end;
      }
      INDICATORS.slice(1).forEach((key, col) => {
        this.cell(first + index, col + 1, 1, valueOf(this.data, `${own}/${key}`).text, [`${own}/${key}`], false, key === 'name' ? 4 : 3);
      });
    });
  }

  table(form: string, name: string, pointer: string, titles: Title[]): WireTable {
    return {
      form, name, pointer, width: 210, height: 297, left: 28, right: 26, top: 26, columns: COLUMNS, rows: this.rows, titles,
      framed: [0, this.rows.length], styles: STYLES, inner: 0.5, outer: 1, cells: this.cells,
    };
  }
}

function tablesOf(data: Data): WireTable[] {
  if ('unreadable' in data) return [];
  const own = new Drawing(data);
  own.line([['部门（单位）', '/department/name', 1, 6]]);
  own.line([['联系人', '/department/contact/name', 1, 2], ['联系电话', '/department/contact/phone', 2, 2]]);
  own.line([['职能概述', '/department/functions', 1, 6]]);
  own.line([['近三年职能是否有重大变化', '/department/change', 1, 2], ['编制人数', '/department/staff', 2, 2]]);
  own.line([['上级财政拨款', '/department/income/upper', 1, 1], ['本级财政安排', '/department/income/local', 1, 1], ['收入预算合计', '/department/income/total', 1, 2]]);
  own.line([['年度绩效目标', '/department/target', 1, 6]]);
  own.list('/department');
  const contact = ['name', 'phone'].map((key) => `/department/contact/${key}`);
  const [name, phone] = contact.map((pointer) => valueOf(data, pointer).text);
  own.rows.push(6.5);
  own.cell(own.rows.length - 1, 0, 7, name || phone ? `填表人：${name}　电话：${phone}` : '填表人：', contact, false, 4);
  const year = text(data.year);
  const tables = [
    own.table('department', '部门整体支出绩效目标表', '/department', [
      { text: `${text(get(data, '/department/name'))}部门整体支出绩效目标表`, style: 0, height: 12, pointers: ['/department/name'] },
      { text: `（${year || '　　'}年度）`, style: 1, height: 9, pointers: ['/year'] },
    ]),
  ];
  data.projects.forEach((_, index) => {
    const at = `/projects/${index}`;
    const project = new Drawing(data);
    project.line([['项目名称', `${at}/name`, 1, 6]]);
    project.line([['实施单位', `${at}/unit`, 1, 2], ['项目资金', `${at}/funds`, 2, 2]]);
    project.list(at);
    tables.push(project.table('project', '项目支出绩效目标表', at, [
      { text: '项目支出绩效目标表', style: 0, height: 12, pointers: [] },
      { text: `（${year || '　　'}年度）`, style: 1, height: 9, pointers: ['/year'] },
    ]));
  });
  return tables;
}

function pointersOf(tables: WireTable[]): string[] {
  const found = new Set<string>(['/year', '/code']);
  for (const table of tables) for (const cell of table.cells) for (const pointer of cell.pointers) found.add(pointer);
  return [...found];
}

function check(doc: Doc, pointers: string[]): { findings: Finding[]; causes: Cause[] } {
  const findings: Finding[] = [];
  const causes: Cause[] = [];
  const report = (level: Finding['level'], code: string, name: string, pointer: string, seen: string, expected: string, mend: string, more: Partial<Finding> = {}): Finding => {
    const finding: Finding = {
      number: findings.length + 1, code, level, summary: name, file: doc.file, cell: null, pointer, label: FIELDS[generic(pointer)]?.label ?? '', seen, expected, mend,
      path: `${pointer.startsWith('/projects') ? `项目表 ${Number(pointer.split('/')[2]) + 1}` : '部门表'} › ${FIELDS[generic(pointer)]?.label ?? ''}`, ...more,
    };
    findings.push(finding);
    if (more.follows == null) causes.push({ number: finding.number, followers: [] });
    else causes.find((cause) => cause.number === more.follows)?.followers.push(finding.number);
    return finding;
  };
  let missing: number | undefined;
  for (const pointer of pointers) {
    const rule = FIELDS[generic(pointer)];
    const value = valueOf(doc.data, pointer);
    if (!rule) continue;
    if (rule.required && value.text === '') {
      const list = pointer.includes('/indicators/');
      const found = report(list ? 'warning' : 'error', 'missing', '必填的没有填', pointer, '空', `填写${rule.label}`, `补上${rule.label}`, list && missing ? { follows: missing } : {});
      if (list) missing ??= found.number;
    }
    if (rule.kind === 'choice' && value.text && !rule.words!.includes(value.text)) {
      report('error', 'word', '不是所列的词', pointer, value.text, rule.words!.join('、'), '改成所列的词', value.text === '>=' ? { changes: [{ pointer, text: '≥' }] } : {});
    }
    if ((rule.kind === 'number' || rule.kind === 'whole') && value.text && Number.isNaN(Number(value.text))) {
      report('error', 'not-a-number', '不是数', pointer, value.text, '数', '改成数');
    }
    if (value.text.includes('关于关于')) {
      report('note', 'doubled', '重复的词', pointer, '关于关于', '关于', '删去一个关于', { changes: [{ pointer, text: value.text.replace('关于关于', '关于') }] });
    }
  }
  const total = get(doc.data, '/department/income/total');
  if (total != null) {
    const sum = valueOf({ ...doc.data, department: { ...doc.data.department, income: { ...(doc.data.department['income'] as Row), total: null } } }, '/department/income/total').text;
    if (sum !== text(total)) report('error', 'total', '合计不符', '/department/income/total', text(total), sum, '改正合计', { changes: [{ pointer: '/department/income/total', number: sum }] });
  }
  return { findings, causes };
}

const NOTHING = { findings: [], causes: [], counts: { error: 0, warning: 0, note: 0 } };
const words = (message: string): Error => new Error(message);
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

class Engine {
  private docs = new Map<number, Doc>();
  private last = 0;
  constructor(private readonly fonts: { name: string; bytes: Uint8Array }[]) {
    void this.fonts;
  }
  version(): string { return 'mock'; }
  has_outlines(): boolean { return true; }
  editions(): string {
    return JSON.stringify([
      { id: EDITION, title: '样例（2026年度）', document: '绩效目标表', year: true, tables: [{ key: 'department', name: '部门整体支出绩效目标表', many: false }, { key: 'projects', name: '项目支出绩效目标表', many: true }] },
    ]);
  }
  rules(): string {
    return JSON.stringify({ fields: FIELDS, lists: { '/department/indicators': { label: '绩效指标', columns: INDICATORS }, '/projects/*/indicators': { label: '绩效指标', columns: INDICATORS } } });
  }

  private add(file: string, data: Data, workbook: boolean): Doc {
    const doc: Doc = { id: ++this.last, file, data, original: copy(data), undo: [], redo: [], tables: tablesOf(data), values: {}, workbook };
    this.docs.set(doc.id, doc);
    return doc;
  }
  private doc(id: number): Doc {
    const doc = this.docs.get(id);
    if (!doc) throw words('这一份已经关闭了');
    return doc;
  }
  private info(doc: Doc): Info {
    const { findings } = check(doc, pointersOf(doc.tables));
    const counts = { error: 0, warning: 0, note: 0 };
    for (const finding of findings) counts[finding.level]++;
    return { id: doc.id, file: doc.file, name: text(doc.data.department['name']), code: text(doc.data.code), edition: EDITION, editable: !('unreadable' in doc.data), counts };
  }

  open(files: { name: string; bytes: Uint8Array }[]): string {
    const documents: Info[] = [];
    const findings: Finding[] = [];
    const datas: { name: string; data: Data }[] = [];
    for (const file of files) {
      try {
        const data = JSON.parse(new TextDecoder().decode(file.bytes)) as Data & { big?: number; unreadable?: boolean };
        if (data.big) {
          const big = blank({ projects: 1 }, 2026);
          big.department = { name: '云岭县水务局', target: '保障供水', indicators: Array.from({ length: data.big }, (_, at) => ({ level1: PAIRS[Math.floor(at / 12) % PAIRS.length]![0], level2: PAIRS[Math.floor(at / 12) % PAIRS.length]![1], name: `第 ${at + 1} 条指标的名称`, sign: '≥', value: 90 + (at % 10), unit: '%' })) };
          datas.push({ name: file.name, data: big });
        } else if (data.unreadable) datas.push({ name: file.name, data: { ...blank({}), unreadable: true } as Data });
        else if (typeof data.department !== 'object') throw new Error('not a submission');
        else datas.push({ name: file.name, data: { ...data, projects: data.projects ?? [] } });
      } catch {
        findings.push({ number: findings.length + 1, code: 'unreadable', level: 'error', summary: '读不出', file: file.name, cell: null, pointer: '', label: '', seen: '不是绩效目标表', expected: '填好的表', mend: '换一个文件' });
      }
    }
    // Parts of one department: the same name, one of them without projects.
    const [one, other] = datas;
    if (datas.length === 2 && one && other && one.data.department['name'] === other.data.department['name'] && (one.data.projects.length === 0 || other.data.projects.length === 0)) {
      one.data.projects.push(...other.data.projects);
      datas.pop();
    }
    for (const { name, data } of datas) documents.push(this.info(this.add(name, data, !/json$/.test(name))));
    const counts = { error: findings.length, warning: 0, note: 0 };
    return JSON.stringify({ documents, report: { findings, causes: [], counts } });
  }

  start(_edition: string, counts: string, _rows: number, year?: number): string {
    return JSON.stringify(this.info(this.add('', blank(JSON.parse(counts) as Record<string, number>, year), false)));
  }

  private screen(doc: Doc): Screen {
    const pointers = pointersOf(doc.tables);
    const values: Record<string, Value> = {};
    const changed: string[] = [];
    for (const pointer of pointers) {
      values[pointer] = { ...valueOf(doc.data, pointer), label: FIELDS[generic(pointer)]?.label ?? '' };
      if (values[pointer]!.text !== valueOf(doc.original, pointer).text) changed.push(pointer);
    }
    doc.values = values;
    const { findings, causes } = check(doc, pointers);
    const counts = { error: 0, warning: 0, note: 0 };
    for (const finding of findings) counts[finding.level]++;
    const name = text(doc.data.department['name']);
    return {
      edition: EDITION, name, file: `${name || '未填名称'}-绩效目标表.json`, tables: doc.tables, values, findings, causes, counts, changed,
      undo: doc.undo.length > 0, redo: doc.redo.length > 0, others: ['/code'],
    };
  }
  view(id: number): string { return JSON.stringify(this.screen(this.doc(id))); }

  private answer(doc: Doc, data: Data): string {
    doc.data = data;
    const before = doc.tables;
    const old_values = doc.values;
    doc.tables = tablesOf(data);
    const changes = doc.tables.map((table, at): WireChange => {
      const old = before[at];
      if (!old || old.pointer !== table.pointer || old.cells.length !== table.cells.length || old.rows.length !== table.rows.length) return { table };
      const cells: [number, Cell][] = [];
      table.cells.forEach((cell, index) => {
        if (JSON.stringify(cell) !== JSON.stringify(old.cells[index])) cells.push([index, cell]);
      });
      const rows = JSON.stringify(table.rows) === JSON.stringify(old.rows) ? undefined : table.rows;
      const titles = JSON.stringify(table.titles) === JSON.stringify(old.titles) ? undefined : table.titles;
      return cells.length === 0 && !rows && !titles ? { same: at } : { patch: [at, { cells, rows, titles }] };
    });
    const screen = this.screen(doc);
    const new_values: Record<string, Value | null> = {};
    for (const [pointer, value] of Object.entries(screen.values)) {
      if (JSON.stringify(old_values[pointer]) !== JSON.stringify(value)) new_values[pointer] = value;
    }
    for (const pointer of Object.keys(old_values)) if (!(pointer in screen.values)) new_values[pointer] = null;
    return JSON.stringify({ ...screen, tables: [], values: {}, changes, new_values });
  }

  edit(id: number, ops: string): string {
    const doc = this.doc(id);
    const data = copy(doc.data);
    for (const op of JSON.parse(ops) as Op[]) {
      if (op.op === 'set') {
        if (op.text === '崩溃') throw new WebAssembly.RuntimeError('unreachable');
        if (op.text === '拒绝') throw words('这里不能这样填');
        put(data, op.pointer, op.text);
      } else if (op.op === 'take') {
        const finding = check(doc, pointersOf(doc.tables)).findings.find((each) => each.number === op.finding);
        for (const change of finding?.changes ?? []) put(data, change.pointer, change.text ?? change.number ?? '');
      } else if (op.op === 'settle' || op.op === 'omit') {
        throw words(op.op === 'settle' ? '没有读文件时的错误' : '没有可以删去的');
      } else {
        const pointer = op.op === 'add' ? op.list : op.pointer.slice(0, op.pointer.lastIndexOf('/'));
        const list = get(data, pointer) as Row[];
        if (op.op === 'add') list.splice(op.at, 0, pointer === '/projects' ? { indicators: [row()] } : row());
        else {
          const index = Number(op.pointer.slice(op.pointer.lastIndexOf('/') + 1));
          const [taken] = list.splice(index, 1);
          if (op.op === 'move' && taken) list.splice(op.to, 0, taken);
        }
      }
    }
    doc.undo.push(doc.data);
    doc.redo = [];
    return this.answer(doc, data);
  }
  undo(id: number): string {
    const doc = this.doc(id);
    const data = doc.undo.pop();
    if (!data) throw words('没有可以撤销的');
    doc.redo.push(doc.data);
    return this.answer(doc, data);
  }
  redo(id: number): string {
    const doc = this.doc(id);
    const data = doc.redo.pop();
    if (!data) throw words('没有可以重做的');
    doc.undo.push(doc.data);
    return this.answer(doc, data);
  }

  make(id: number, options: string): { files: { name: string; bytes: Uint8Array }[]; report: string } {
    const doc = this.doc(id);
    const view = this.screen(doc);
    const base = view.file.replace('.json', '');
    const { formats, publish } = JSON.parse(options) as { formats: string[]; publish: boolean };
    const files = formats
      .filter((format) => format === 'json' || view.counts.error === 0)
      .map((format) => ({ name: `${base}.${format}`, bytes: bytes(format === 'json' ? this.text(id) : `${format}${publish ? ' 公开版' : ''} ${this.text(id)}`) }));
    return { files, report: JSON.stringify({ findings: view.findings, causes: view.causes, counts: view.counts }) };
  }
  marked(id: number): { files: { name: string; bytes: Uint8Array }[] } {
    const doc = this.doc(id);
    if (!doc.workbook) throw words('这一份不是从工作簿来的');
    return { files: [{ name: `${doc.file}.检查.xlsx`, bytes: bytes('marked') }] };
  }
  blank(_edition: string, copies: number, rows: number): { name: string; bytes: Uint8Array } {
    return { name: '空白-绩效目标表.xlsx', bytes: bytes(`${copies} ${rows}`) };
  }
  filled_blank(id: number): { name: string; bytes: Uint8Array } { return { name: `填报-${this.screen(this.doc(id)).file.replace('.json', '.xlsx')}`, bytes: bytes('blank') }; }
  batch(): never { throw words('这个检查程序不做成果'); }
  list(): { files: { name: string; bytes: Uint8Array }[]; report: string } { return { files: [{ name: '清单.xlsx', bytes: bytes('list') }], report: '{}' }; }
  add_edition(): string { return JSON.stringify({ names: [], report: NOTHING }); }
  add_font(): string { return JSON.stringify({ names: [], report: NOTHING }); }
  resume(id: number, kept: string): void {
    const doc = this.doc(id);
    const data = JSON.parse(kept) as Data;
    if (JSON.stringify(data) === JSON.stringify(doc.data)) return;
    doc.undo.push(doc.data);
    doc.data = data;
    doc.tables = tablesOf(data);
  }
  text(id: number): string { return JSON.stringify(this.doc(id).data); }
  close(id: number): void { this.docs.delete(id); }
}

(globalThis as Record<string, unknown>)['wasm_bindgen'] = { initSync: () => undefined, Engine };
