// The page over the real engine: dist/绩效目标表.html. JIXIAO names the native program, whose bytes are the measure.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { after, test } from 'node:test';
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
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
