// The page over the real engine: dist/绩效目标表.html. JIXIAO names the native program, whose bytes are the measure.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { after, test } from 'node:test';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { REAL, axe, clean, downloaded, drop, file, here, openPage, shot, stop } from './helpers.mjs';

after(stop);
const program = process.env.JIXIAO ?? join(here, '../../target/release/jixiao');
const examples = join(here, '../../examples');
const example = () => file('hezheng-2025.json', readFileSync(join(examples, 'hezheng-2025.json')));
const median = (list) => [...list].sort((one, other) => one - other)[Math.floor(list.length / 2)];
const open = () => openPage({ file: REAL });

/** What the native program makes, by the ending. */
function native(input, formats) {
  assert.ok(existsSync(program), `the native program is not there: ${program}`);
  const folder = mkdtempSync(join(tmpdir(), 'jixiao-'));
  execFileSync(program, ['render', input, '-o', folder, '--format', formats.join(',')], { stdio: 'ignore' });
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

const edits = (page, count) =>
  page.evaluate(async (times) => {
    const result = [];
    const cells = [...document.querySelectorAll('.grid .cell.data:not([aria-rowspan])')].filter((cell) => getComputedStyle(cell).textAlign === 'left').slice(-12);
    for (let at = 0; at < times; at++) {
      const spot = cells[at % cells.length].dataset.spot;
      const cell = document.querySelector(`.grid [data-spot="${spot}"]`);
      cell.click();
      cell.dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertText', data: `第 ${at} 次改`, bubbles: true, cancelable: true }));
      const input = document.querySelector('.editor input, .editor textarea');
      const began = performance.now();
      performance.clearMeasures('show');
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      await new Promise((done) => {
        const check = () => (performance.getEntriesByName('show').length > 0 ? requestAnimationFrame(() => done()) : setTimeout(check));
        check();
      });
      result.push(performance.now() - began);
    }
    const share = (name) => performance.getEntriesByName(name).map((each) => each.duration);
    return { total: result, answer: share('answer'), show: share('show') };
  }, count);

test('ready soon; the example has the findings of the native program; bytes are equal', async () => {
  const all = await open();
  const { page } = all;
  const ready = await page.evaluate(() => Number(document.documentElement.dataset.ready));
  await drop(page, [example()]);
  await page.locator('.document').waitFor();
  const checked = JSON.parse(spawnSync(program, ['check', join(examples, 'hezheng-2025.json'), '--format', 'json']).stdout.toString());
  assert.equal(await page.locator('.side h2').textContent(), `${checked.findings.length} 处，${checked.causes.length} 个原因`);
  assert.deepEqual(await axe(page), []);
  await shot(page, 'real');
  const want = native(join(examples, 'hezheng-2025.json'), ['xlsx', 'pdf', 'html']);
  for (const [button, ending] of [[/^Excel 工作簿/, 'xlsx'], [/^PDF/, 'pdf'], [/^网页/, 'html']]) {
    await page.getByRole('button', { name: '取走' }).click();
    const made = await downloaded(page, () => page.getByRole('dialog', { name: '取走文件' }).getByRole('button', { name: button }).click());
    const name = Object.keys(want).find((each) => each.endsWith(ending));
    assert.equal(made.name, name);
    assert.ok(made.bytes.equals(want[name]), `${ending}: the bytes of the native program`);
  }
  const { total, answer, show } = await edits(page, 15);
  console.log(`ready ${ready} ms; example: edit ${Math.round(median(total))} ms (engine ${Math.round(median(answer))}, page ${Math.round(median(show))})`);
  await shot(page, 'real-edited');
  await clean(all, assert);
});

test('a workbook comes back as a marked copy; the second project is added, moved and removed', async () => {
  const all = await open();
  const { page } = all;
  const books = native(join(examples, 'hezheng-2025.json'), ['xlsx']);
  const [name] = Object.keys(books);
  await drop(page, [file(name, books[name])]);
  await page.locator('.document').waitFor();
  await page.getByRole('button', { name: '取走' }).click();
  const marked = await downloaded(page, () => page.getByRole('button', { name: /^标注副本/ }).click());
  assert.match(marked.name, /\.xlsx$/);
  assert.ok(Object.keys(unzipSync(marked.bytes)).some((each) => /comments/.test(each)), 'with notes at its cells');
  await page.getByRole('button', { name: '加一张' }).click();
  await page.getByRole('tab', { name: '项目支出绩效目标表 2' }).waitFor();
  await page.getByRole('button', { name: '这张表往前移' }).click();
  await page.waitForFunction(() => document.querySelector('[role=tab][aria-selected=true]').textContent.includes('表 1'));
  await page.getByRole('button', { name: '删去这张' }).click();
  await page.getByRole('tab', { name: '项目支出绩效目标表 2' }).waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: '项目支出绩效目标表' }).click();
  await page.locator('.cell', { hasText: '违规资金上缴' }).first().click();
  await page.getByText('绩效指标 第 10 行，共 11 行').waitFor();
  await page.getByRole('button', { name: '下面加一行' }).click();
  await page.getByText('共 12 行').waitFor();
  await clean(all, assert);
});

test('all editions begin from blank, are shown, and take a value in each kind of cell', async () => {
  const all = await open();
  const { page } = all;
  const editions = await page.locator('.blank-form select option').evaluateAll((list) => list.map((each) => each.value));
  assert.ok(editions.length >= 9);
  for (const edition of editions) {
    await page.locator('.blank-form select').selectOption(edition);
    await page.getByRole('button', { name: '从空白表开始' }).click();
    await page.locator('.document').waitFor();
    const cells = await page.locator('.cell.data').count();
    assert.ok(cells > 10, `${edition}: ${cells} cells`);
    await page.locator('.cell.data').nth(1).click();
    await page.keyboard.press('Enter');
    await page.locator('.editor').waitFor();
    await page.keyboard.press('Escape');
    await shot(page, `blank-${edition}`);
    await page.getByRole('button', { name: /^关闭/ }).click();
    await page.locator('.start').waitFor();
  }
  await clean(all, assert);
});

test('an error of reading the file stops the output until it is settled', async () => {
  const all = await open();
  const { page } = all;
  await drop(page, [file('错.xlsx', readFileSync(join(here, '../../tests/filled/an_error_value.xlsx')))]);
  await page.locator('.document').waitFor();
  await page.getByRole('button', { name: '取走' }).click();
  assert.ok(await page.getByRole('dialog', { name: '取走文件' }).getByRole('button', { name: /^Excel 工作簿/ }).isDisabled());
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '已在表里补好，不再算错误' }).click();
  // The value that could not be read is lacking now, in a total.
  await page.locator('.finding.error .go:not([disabled])').click();
  const label = await page.locator('.cell', { hasText: /^人员经费$/ }).first().getAttribute('data-spot');
  await page.locator(`.cell[data-spot="${Number(label) + 1}"]`).first().click();
  await page.keyboard.type('176.32');
  await page.keyboard.press('Enter');
  await page.locator('.finding.error').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '取走' }).click();
  const made = await downloaded(page, () => page.getByRole('dialog', { name: '取走文件' }).getByRole('button', { name: /^Excel 工作簿/ }).click());
  assert.match(made.name, /\.xlsx$/);
  await clean(all, assert);
});

test('30 projects and 2,000 indicators: open, scroll, edit', async () => {
  const data = JSON.parse(readFileSync(join(examples, 'hezheng-2025.json')));
  const rows = data.projects[0].indicators;
  data.projects = Array.from({ length: 30 }, (_, at) => ({
    ...data.projects[0],
    name: `项目${at + 1}`,
    indicators: Array.from({ length: 65 }, (_, row) => ({ ...rows[Math.floor((row * rows.length) / 65)], name: `项目${at + 1}的第 ${row + 1} 条指标` })),
  }));
  const all = await open();
  const { page } = all;
  const began = Date.now();
  await drop(page, [file('大.json', data)]);
  await page.locator('.document').waitFor();
  const opened = Date.now() - began;
  await page.getByRole('tab', { name: '项目支出绩效目标表 15' }).click();
  const { total, answer, show } = await edits(page, 9);
  console.log(`30 projects: open ${opened} ms, edit ${Math.round(median(total))} ms (engine ${Math.round(median(answer))}, page ${Math.round(median(show))})`);
  await shot(page, 'real-30');
  await clean(all, assert);
});

test('the day of a clerk: from blank, filled in, three mistakes, mended, xlsx and PDF as the native program makes them', async () => {
  const all = await open();
  const { page } = all;
  await page.getByLabel('年度', { exact: true }).fill('2026');
  await page.getByLabel('每张表先留几行').fill('2');
  await page.getByRole('button', { name: '从空白表开始' }).click();
  await page.locator('.document').waitFor();
  const done = () => page.waitForFunction(() => !document.querySelector('.editor'));
  const put = async (label, value) => {
    const cells = page.locator('.grid .cell');
    const at = await cells.evaluateAll((list, words) => list.findIndex((each) => each.getAttribute('role') !== 'gridcell' && each.textContent === words), label);
    assert.ok(at >= 0, `a cell with ${label}`);
    const spot = await cells.evaluateAll((list, from) => list.slice(from + 1).find((each) => each.classList.contains('data')).dataset.spot, at);
    await page.locator(`.grid [data-spot="${spot}"]`).click();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(value);
    await page.keyboard.press('Enter');
    const sure = page.getByRole('button', { name: '仍然这样填' });
    if (await sure.isVisible()) await sure.click();
    await done();
  };
  await put('部门（单位）', '云岭县档案馆');
  await put('职能概述', '管理全县档案。');
  await put('年度绩效目标', '收好、管好、用好档案。');
  await put('本级财政安排', '100');
  await put('人员经费', '80');
  await put('公用经费', '五');
  await put('项目经费', '15');
  const row = async (number, values) => {
    const name = page.locator('.grid .row', { has: page.locator('.cell') });
    const grid = await name.evaluateAll((rows, at) => {
      const heads = rows.findIndex((each) => /三级指标/.test(each.textContent));
      return rows[heads + at].getAttribute('aria-rowindex');
    }, number);
    const first = page.locator(`.grid .row[aria-rowindex="${grid}"] .cell.data`).first();
    await first.click();
    const clip = values.join('\t');
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, clip);
    await page.locator('#toast', { hasText: '贴了' }).waitFor();
    await page.locator('#toast').getByRole('button', { name: '知道了' }).click();
  };
  await row(1, ['重点履职指标', '数量指标', '整理档案', '>=', '3000', '卷']);
  await row(2, ['部门综合指标', '服务对象满意度', '查档群众满意度', '≥', '95', '%']);
  await page.getByRole('tab', { name: '项目支出绩效目标表' }).click();
  await page.getByRole('button', { name: '删去这张' }).click();
  await page.getByRole('tab', { name: '项目支出绩效目标表' }).waitFor({ state: 'detached' });
  await page.waitForFunction(() => Number(document.querySelector('.filter.error').textContent.replace(/\D/g, '')) > 0);
  await shot(page, 'real-day');
  await put('公用经费', '5');
  // Whatever can be taken is taken; the sign among them.
  for (let times = 0; times < 10; times++) {
    const mend = page.locator('.finding.error .take').first();
    if (!(await mend.count())) break;
    await mend.click();
    await page.locator('#toast', { hasText: '已改' }).waitFor();
    await page.locator('#toast').getByRole('button', { name: '知道了' }).click();
  }
  const left = await page.locator('.finding.error').allTextContents();
  assert.deepEqual(left, []);
  await page.getByRole('button', { name: '取走' }).click();
  const data = await downloaded(page, () => page.getByRole('button', { name: /^数据/ }).click());
  await page.getByRole('button', { name: '取走' }).click();
  const both = await downloaded(page, () => page.getByRole('button', { name: /^Excel 和 PDF/ }).click());
  const folder = mkdtempSync(join(tmpdir(), 'jixiao-'));
  writeFileSync(join(folder, data.name), data.bytes);
  const want = native(join(folder, data.name), ['xlsx', 'pdf']);
  const files = unzipSync(both.bytes);
  assert.deepEqual(Object.keys(files).sort(), Object.keys(want).sort());
  for (const [name, bytes] of Object.entries(files)) assert.ok(want[name].equals(Buffer.from(bytes)), `${name}: the bytes of the native program`);
  await clean(all, assert);
});

test('the folder of a bureau: departments in workers, one zip, the bytes of the native program', async () => {
  const count = Number(process.env.DEPARTMENTS ?? 60);
  const folder = join(mkdtempSync(join(tmpdir(), 'jixiao-')), '申报');
  mkdirSync(folder);
  const data = JSON.parse(readFileSync(join(examples, 'hezheng-2025.json')));
  for (let at = 0; at < count; at++) {
    const own = structuredClone(data);
    own.code = String(at + 1).padStart(3, '0');
    own.department.name = `云岭县第${at + 1}局`;
    if (at % 20 === 3) delete own.department.annual_target;
    writeFileSync(join(folder, `${own.code}.json`), JSON.stringify(own));
  }
  const all = await open();
  const { page } = all;
  let began = Date.now();
  await page.setInputFiles('.card input[webkitdirectory]', folder);
  await page.getByText(`共 ${count} 份`).waitFor({ timeout: 120_000 });
  const checked = Date.now() - began;
  const bad = Math.ceil((count - 3) / 20);
  assert.match(await page.locator('.folder [role=status]').textContent(), new RegExp(`可以生成 ${count - bad}，有错误 ${bad}`));
  await shot(page, 'real-folder');
  began = Date.now();
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 300_000 }),
    page.getByRole('button', { name: '全部文件打成一个压缩包' }).click(),
  ]);
  const files = unzipSync(readFileSync(await download.path()));
  console.log(`${count} departments: checked ${checked} ms, all files ${Date.now() - began} ms, ${Math.round(Object.values(files).reduce((sum, each) => sum + each.length, 0) / 1000)} kB`);
  assert.equal(Object.keys(files).length, (count - bad) * 2);
  const want = native(join(folder, '001.json'), ['xlsx', 'pdf']);
  for (const [name, bytes] of Object.entries(want)) assert.ok(bytes.equals(Buffer.from(files[`001-云岭县第1局/${name}`])), name);

  // Everything that the command makes of the folder.
  await page.getByRole('button', { name: '全套成果' }).click();
  const dialog = page.getByRole('dialog', { name: '全套成果' });
  await dialog.getByLabel('合订本封面上的编制单位').fill('云岭县财政局');
  await shot(page, 'real-everything');
  assert.deepEqual(await axe(page), []);
  began = Date.now();
  const [whole] = await Promise.all([
    page.waitForEvent('download', { timeout: 300_000 }),
    dialog.getByRole('button', { name: '开始做' }).click(),
  ]);
  const time = Date.now() - began;
  await page.getByText(`${count} 个部门，做成 ${count - bad} 个，退回 ${bad} 个`).waitFor();
  await page.keyboard.press('Escape');
  const results = unzipSync(readFileSync(await whole.path()));
  const unpacked = join(mkdtempSync(join(tmpdir(), 'jixiao-')), '成果');
  for (const [name, bytes] of Object.entries(results)) {
    mkdirSync(join(unpacked, name, '..'), { recursive: true });
    writeFileSync(join(unpacked, name), bytes);
  }
  const out = join(unpacked, '../本机');
  spawnSync(program, ['batch', '申报', '-o', out, '--format', 'xlsx,pdf', '--volume', '--bureau', '云岭县财政局'], { cwd: join(folder, '..') });
  assert.ok(readFileSync(join(out, '合订本.pdf')).equals(readFileSync(join(unpacked, '合订本.pdf'))), 'the volume of the native program');
  assert.equal(spawnSync(program, ['verify', unpacked]).status, 0, 'verify finds the results as they were made');
  console.log(`${count} departments: everything ${time} ms`);

  // A run that is stopped gives nothing, and the page goes on.
  await page.getByRole('button', { name: '全套成果' }).click();
  await dialog.getByRole('button', { name: '开始做' }).click();
  await page.getByText('做各部门的文件').waitFor();
  await page.getByRole('button', { name: '停止' }).click();
  await page.getByText('停下了，没有做成果').waitFor();
  await page.getByRole('button', { name: '全套成果' }).waitFor();
  await clean(all, assert);
});

test('two documents of one name are told apart; the window scrolls nowhere but in its parts, at 200 % too', async () => {
  const all = await openPage({ file: REAL, viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 });
  const { page } = all;
  const longer = () => page.evaluate(() => document.scrollingElement.scrollHeight - innerHeight);
  assert.equal(await longer(), 0, 'the first screen');
  // What is at its end can be reached, and another screen begins at its top.
  await page.getByRole('button', { name: '关于这个网页' }).scrollIntoViewIfNeeded();
  assert.ok(await page.locator('main').evaluate((main) => main.scrollTop) > 0);
  await drop(page, [example()]);
  await page.locator('.document').waitFor();
  assert.equal(await page.locator('main').evaluate((main) => main.scrollTop), 0);
  assert.equal(await longer(), 0, 'a document');
  assert.equal(await page.locator('.workname').textContent(), JSON.parse(example().buffer).department.name);
  const books = native(join(examples, 'hezheng-2025.json'), ['xlsx']);
  await drop(page, [file('第二稿.xlsx', Object.values(books)[0])]);
  await page.locator('.work').nth(1).waitFor();
  const names = await page.locator('.workname').allTextContents();
  assert.match(names[0], /^hezheng-2025\.json · /);
  assert.match(names[1], /^第二稿\.xlsx · /);
  // A dialog that is longer than the window begins at its heading.
  await page.getByRole('button', { name: '帮助' }).click();
  assert.equal(await page.locator('dialog[open]').evaluate((box) => box.scrollTop), 0);
  await page.keyboard.press('Escape');
  // All that can be taken away is reached with the keyboard, and seen.
  await page.getByRole('button', { name: '取走', exact: false }).first().click();
  const outs = page.getByRole('dialog', { name: '取走文件' }).getByRole('button');
  for (let at = 0; at < await outs.count(); at++) {
    await outs.nth(at).focus();
    const box = await outs.nth(at).boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 384, `output ${at}: ${JSON.stringify(box)}`);
  }
  await page.keyboard.press('Escape');
  await clean(all, assert);
});

test('keyboard alone: past the titles into the table, and from area to area', async () => {
  const all = await open();
  const { page } = all;
  await drop(page, [example()]);
  await page.locator('.document').waitFor();
  const where = () => page.evaluate(() => ['bar', 'strip', 'desk', 'side', 'states', 'start'].find((area) => document.activeElement.closest(`.${area}`)));
  const press = async (key, times = 1) => { for (let at = 0; at < times; at++) await page.keyboard.press(key); };
  const round = [];
  for (let at = 0; at < 5; at++) {
    await press('F6');
    round.push(await where());
  }
  assert.deepEqual(round, ['bar', 'strip', 'desk', 'side', 'bar']);
  await press('Shift+F6');
  assert.equal(await where(), 'side');
  // The titles have values, so they are stops; after them comes the table.
  const title = page.locator('.title.data');
  const titles = await title.count();
  assert.ok(titles > 0);
  await title.first().focus();
  await press('Tab', titles);
  assert.ok(await page.evaluate(() => document.activeElement.matches('.cell.data')), 'Tab goes from the titles into the table');
  await title.last().focus();
  await press('ArrowDown');
  assert.ok(await page.evaluate(() => document.activeElement.matches('.cell.data')), 'so does the arrow');
  await press('Tab');
  const before = await page.evaluate(() => document.activeElement.textContent);
  await press('Enter');
  await page.locator('.editor').waitFor();
  await press('Control+a');
  await page.keyboard.type('钱*');
  await press('Enter');
  await page.locator('.cell', { hasText: '钱*' }).waitFor();
  assert.notEqual(before, '钱*');
  await page.getByRole('button', { name: '首页' }).focus();
  await press('Enter');
  await press('F6');
  assert.equal(await where(), 'start');
  await clean(all, assert);
});

test('findings name labels; a key that the form does not have is left out', async () => {
  const all = await open();
  const { page } = all;
  const side = () => page.locator('.side').textContent();
  const keys = /"?\b(name|annual_target|department|projects|overall_target|indicators)\b"?|null|jixiao|:\d+:\d+/;
  await page.getByRole('button', { name: '从空白表开始' }).click();
  await page.locator('.document').waitFor();
  assert.match(await side(), /此栏必填/);
  assert.doesNotMatch(await side(), keys);
  await page.getByRole('button', { name: /^关闭/ }).click();

  const data = JSON.parse(example().buffer);
  data.department.nmae = '某局';
  await drop(page, [file('例.json', data)]);
  await page.locator('.finding.error').waitFor();
  assert.match(await page.locator('.finding.error').textContent(), /"nmae":"某局"/);
  assert.doesNotMatch((await side()).replaceAll('nmae', ''), keys);
  await page.getByRole('button', { name: '删去这一项' }).click();
  await page.locator('.finding.error').waitFor({ state: 'detached' });
  await page.locator('#toast', { hasText: '已删去' }).waitFor();
  await page.getByRole('button', { name: '取走', exact: false }).first().click();
  const taken = await downloaded(page, () => page.getByRole('button', { name: /^数据/ }).click());
  assert.deepEqual(JSON.parse(taken.bytes), JSON.parse(example().buffer));
  // A workbook is told of in the same words after the first change.
  const books = native(join(examples, 'hezheng-2025.json'), ['xlsx']);
  await page.getByRole('button', { name: /^关闭/ }).click();
  await drop(page, Object.entries(books).map(([name, bytes]) => file(name, bytes)));
  await page.locator('.document').waitFor();
  await page.locator('.cell', { hasText: '和政县委巡察工作领导小组办公室' }).first().click();
  await page.keyboard.press('Delete');
  await page.locator('.finding.error').first().waitFor();
  assert.doesNotMatch(await side(), keys);
  await clean(all, assert);
});
