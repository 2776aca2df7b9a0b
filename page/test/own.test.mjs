// The page over the real engine: the user's own editions and fonts, the flat list, the page without outlines, and what is
// left after the engine stopped. JIXIAO names the native program, whose bytes are the measure.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, test } from 'node:test';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { REAL, axe, clean, downloaded, drop, file, here, openPage, shot, stop } from './helpers.mjs';

after(stop);
const WIDTHS = join(here, '../dist/绩效目标表-无PDF.html');
const program = process.env.JIXIAO ?? join(here, '../../target/release/jixiao');
const root = join(here, '../..');
const example = () => JSON.parse(readFileSync(join(root, 'examples/hezheng-2025.json')));
const DEFINITION = 'edition = "benxian-2026"\nextends = "gansu-2025"\ntitle = "本县绩效目标表（2026年度）"\n\n[paper]\ntop = 30\n\n[styles.th]\nsize = 10\n';
const folder = () => mkdtempSync(join(tmpdir(), 'jixiao-'));

/** What the native program makes of data, by name. */
function native(data, formats, ...options) {
  const into = folder();
  writeFileSync(join(into, '数据.json'), JSON.stringify(data));
  const out = join(into, 'out');
  execFileSync(program, ['render', join(into, '数据.json'), '-o', out, '--format', formats.join(','), ...options], { stdio: 'ignore' });
  return Object.fromEntries(readdirSync(out).filter((name) => !name.startsWith('.')).map((name) => [name, readFileSync(join(out, name))]));
}

const takeOut = async (page, name) => {
  await page.getByRole('button', { name: '取走', exact: false }).first().click();
  return downloaded(page, () => page.getByRole('dialog', { name: '取走文件' }).getByRole('button', { name }).click());
};
const equal = (made, want, name) => assert.ok(want && Buffer.from(made).equals(want), `${name}: the bytes of the native program`);
const said = async (page, words) => {
  await page.locator('dialog[open]', { hasText: words }).waitFor();
  const text = await page.locator('dialog[open]').textContent();
  await page.getByRole('button', { name: '知道了' }).last().click();
  return text;
};
const forms = (page) => page.locator('.blank-form select option').evaluateAll((list) => list.map((each) => each.value));

test('an edition of one’s own: a zip, a folder; wrong ones change nothing; open documents stay; the bytes of the native program', async () => {
  const all = await openPage({ file: REAL });
  const { page } = all;
  const before = await forms(page);
  await drop(page, [file('例.json', example())]);
  await page.locator('.document').waitFor();
  const findings = await page.locator('.side h2').textContent();

  // Wrong ones, each told in words.
  const zip = (files) => Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]))));
  for (const [bytes, words] of [
    [zip({ '表/edition.toml': DEFINITION.replace('gansu-2025', 'no-such') }), 'no-such'],
    [zip({ '表/edition.toml': DEFINITION.replace('top = 30', 'top = "很宽"') }), 'edition.toml'],
    [zip({ '表.xlsx': 'PK' }), '里面没有 edition.toml'],
    [zip({ 'edition.toml': DEFINITION }).subarray(0, 60), '解压不了'],
    [zip({ 'edition.toml': '#'.repeat(1_100_000) }), '大于 1 MiB'],
  ]) {
    await drop(page, [file('表样.zip', bytes)]);
    assert.match(await said(page, '一切照旧'), new RegExp(words));
  }
  await page.getByRole('button', { name: '首页' }).click();
  assert.deepEqual(await forms(page), before);
  await page.locator('.workname').first().click();

  await drop(page, [file('表样.zip', zip({ '本县/edition.toml': DEFINITION, '本县/说明.txt': '不读' }))]);
  await page.locator('#toast', { hasText: '已加上表样：benxian-2026' }).waitFor();
  // The document that is open stays, and can be changed.
  assert.equal(await page.locator('.side h2').textContent(), findings);
  await page.getByRole('tab', { name: '项目支出绩效目标表' }).click();
  await page.locator('.cell', { hasText: '违规资金上缴' }).first().click();
  await page.keyboard.type('改过的名称');
  await page.keyboard.press('Enter');
  await page.locator('.cell', { hasText: '改过的名称' }).first().waitFor();
  await page.getByRole('button', { name: '首页' }).click();
  assert.deepEqual(await forms(page), [...before, 'benxian-2026']);
  await page.getByText('✓ 表样 benxian-2026').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.locator('.own').scrollIntoViewIfNeeded();
  await shot(page, 'own');

  // Data of this edition.
  const data = { ...example(), edition: 'benxian-2026' };
  const templates = join(folder(), '表样');
  mkdirSync(templates);
  writeFileSync(join(templates, 'edition.toml'), DEFINITION);
  await drop(page, [file('本县.json', data)]);
  await page.locator('.workname[aria-current=page]').waitFor();
  const want = native(data, ['xlsx', 'pdf'], '--templates', templates);
  for (const [button, ending] of [[/^Excel 工作簿/, 'xlsx'], [/^PDF/, 'pdf']]) {
    const made = await takeOut(page, button);
    equal(made.bytes, want[made.name], `${made.name} (${ending})`);
  }
  // A folder is taken as well, again and again: the edition takes its own place.
  await page.getByRole('button', { name: '首页' }).click();
  await page.setInputFiles('input[aria-label=选择表样的文件夹]', templates);
  await page.locator('#toast', { hasText: '已加上表样：benxian-2026' }).waitFor();
  assert.deepEqual(await forms(page), [...before, 'benxian-2026']);
  await clean(all, assert);
});

test('a font of one’s own: the characters without outlines are named, then print', async () => {
  const all = await openPage({ file: REAL });
  const { page } = all;
  const data = example();
  data.department.annual_target = '修好㐀村的渠，劉家寨的堰。';
  await drop(page, [file('例.json', data)]);
  await page.locator('.document').waitFor();
  await page.getByRole('button', { name: '取走', exact: false }).first().click();
  await page.getByRole('button', { name: /^PDF/ }).click();
  const words = await said(page, '㐀');
  assert.match(words, /劉/);
  assert.match(words, /添加有这些字的字体/);
  // Both asked for: the workbook is made, and the PDF is not missed silently.
  const one = await takeOut(page, /^Excel 和 PDF/);
  assert.match(one.name, /\.xlsx$/);
  await said(page, 'PDF 没有做成');

  // No font: told, nothing changed.
  await page.getByRole('button', { name: '首页' }).click();
  await page.setInputFiles('input[aria-label=选择字体文件]', { name: '坏.ttf', mimeType: 'font/ttf', buffer: Buffer.from('no font') });
  await said(page, '一切照旧');

  const fonts = join(folder(), '字体');
  mkdirSync(fonts);
  writeFileSync(join(fonts, '甲宋.ttf'), readFileSync(join(root, 'fonts/NotoSerifSC-Regular.ttf')));
  await page.setInputFiles('input[aria-label=选择字体文件]', join(fonts, '甲宋.ttf'));
  await page.locator('#toast', { hasText: '已加上字体' }).waitFor({ timeout: 60_000 });
  await page.locator('.workname').first().click();
  const pdf = await takeOut(page, /^PDF/);
  assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-');

  // The whole file of a face under its own name: the PDF of the native program.
  const whole = join(root, 'fonts/NotoSerifSC-Regular.ttf');
  const bold = join(root, 'fonts/NotoSerifSC-Bold.ttf');
  const medium = join(root, 'fonts/NotoSansSC-Medium.ttf');
  const again = await openPage({ file: REAL });
  await again.page.setInputFiles('input[aria-label=选择字体文件]', [whole, bold, medium]);
  await again.page.locator('#toast', { hasText: '已加上字体' }).waitFor({ timeout: 60_000 });
  await drop(again.page, [file('例.json', data)]);
  await again.page.locator('.document').waitFor();
  const own = join(folder(), '字体');
  mkdirSync(own);
  for (const path of [whole, bold, medium]) writeFileSync(join(own, path.split('/').pop()), readFileSync(path));
  const made = await takeOut(again.page, /^PDF/);
  equal(made.bytes, native(data, ['pdf'], '--fonts', own)[made.name], made.name);
  await clean(again, assert);
  await clean(all, assert);
});

test('the flat list of a document and of a folder', async () => {
  const all = await openPage({ file: REAL });
  const { page } = all;
  const into = join(folder(), '申报');
  mkdirSync(into);
  const names = [];
  for (let at = 1; at <= 5; at++) {
    const data = { ...example(), code: String(at).padStart(3, '0') };
    data.department.name = `云岭县第${at}局`;
    if (at === 3) delete data.department.annual_target;
    names.push(join(into, `${data.code}.json`));
    writeFileSync(names.at(-1), JSON.stringify(data));
  }
  const want = (files) => {
    const out = join(folder(), '清单.xlsx');
    execFileSync(program, ['list', ...files, '-o', out], { stdio: 'ignore' });
    return readFileSync(out);
  };
  await drop(page, [{ name: '001.json', buffer: readFileSync(names[0]) }]);
  await page.locator('.document').waitFor();
  const one = await takeOut(page, /^清单/);
  assert.match(one.name, /-清单\.xlsx$/);
  equal(one.bytes, want(names.slice(0, 1)), 'one department');

  writeFileSync(join(into, '坏.json'), '{');
  await page.getByRole('button', { name: '首页' }).click();
  await page.setInputFiles('.card input[aria-label=选择文件夹]', into);
  await page.getByText('共 6 份').waitFor({ timeout: 60_000 });
  const listed = await downloaded(page, () => page.getByRole('button', { name: '清单（Excel）' }).click());
  assert.match(await said(page, '清单做好了'), /不在清单里的 1 份/);
  equal(listed.bytes, want(names), 'the folder');

  // Two kinds of forms, one of them the user's own: a list for each; the engines of a folder know the own edition.
  await drop(page, [file('edition.toml', Buffer.from(DEFINITION))]);
  await page.locator('#toast', { hasText: '已加上表样：benxian-2026' }).waitFor();
  writeFileSync(join(into, '坏.json'), JSON.stringify({ ...example(), code: '009', edition: 'benxian-2026' }));
  await page.getByRole('button', { name: '首页' }).click();
  await page.setInputFiles('.card input[aria-label=选择文件夹]', into);
  await page.getByText('共 6 份').waitFor({ timeout: 60_000 });
  const both = await downloaded(page, () => page.getByRole('button', { name: '清单（Excel）' }).click());
  const files = unzipSync(both.bytes);
  assert.deepEqual(Object.keys(files).sort(), ['清单-benxian-2026.xlsx', '清单-gansu-2025.xlsx']);
  await clean(all, assert);
});

test('the page without outlines: small, ready soon, everything but PDF, which is off with a reason', async () => {
  assert.ok(existsSync(WIDTHS), 'npm run build:widths');
  const size = statSync(WIDTHS).size;
  assert.ok(size <= 3_200_000, `${size} bytes`);
  const ready = [];
  for (let times = 0; times < 5; times++) {
    const each = await openPage({ file: WIDTHS });
    ready.push(await each.page.evaluate(() => Number(document.documentElement.dataset.ready)));
    await clean(each, assert);
  }
  console.log(`without outlines: ${(size / 1e6).toFixed(2)} MB, ready ${ready.sort((a, b) => a - b)[2]} ms (${ready.join(', ')})`);
  const all = await openPage({ file: WIDTHS });
  const { page } = all;
  assert.equal(await page.getByRole('button', { name: '字体文件…' }).isVisible(), false);
  await drop(page, [file('甲.ttf', Buffer.from('x'))]);
  await said(page, '加了字体也做不了 PDF');
  await drop(page, [file('例.json', example())]);
  await page.locator('.document').waitFor();
  await page.getByRole('button', { name: '取走', exact: false }).first().click();
  for (const name of [/^PDF/, /^Excel 和 PDF/]) {
    const button = page.getByRole('dialog', { name: '取走文件' }).getByRole('button', { name });
    assert.ok(await button.isDisabled());
    assert.match(await button.textContent(), /不带字形，做不了 PDF/);
  }
  await shot(page, 'widths');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '帮助' }).click();
  await page.getByRole('dialog', { name: '帮助' }).getByRole('button', { name: '关于' }).click();
  const about = await page.getByRole('dialog', { name: '关于' }).textContent();
  assert.match(about, /版本 \d+\.\d+\.\d+；提交 [0-9a-f]{40}.*；不带字形，不做 PDF/);
  // Each crate of the engine, by the list that CI compares with the linked ones.
  const crates = readFileSync(join(root, 'page/THIRD-PARTY.txt'), 'utf8').split('二、')[0].split('\n').filter((line) => / https:/.test(line));
  assert.ok(crates.length > 50);
  for (const line of crates) assert.ok(about.includes(line), line);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '取走', exact: false }).first().click();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Escape');
  const want = native(example(), ['xlsx', 'html']);
  for (const name of [/^Excel 工作簿/, /^网页/]) {
    const made = await takeOut(page, name);
    equal(made.bytes, want[made.name], made.name);
  }
  await clean(all, assert);
});

test('after the engine stopped: the work, its marks of change, the marked copy and the own edition are there', async () => {
  const all = await openPage({ file: REAL });
  const { page } = all;
  await drop(page, [file('edition.toml', Buffer.from(DEFINITION))]);
  await page.locator('#toast', { hasText: '已加上表样：benxian-2026' }).waitFor();
  const books = native({ ...example(), edition: 'benxian-2026' }, ['xlsx'], '--templates', (() => {
    const templates = folder();
    writeFileSync(join(templates, 'edition.toml'), DEFINITION);
    return templates;
  })());
  const [name] = Object.keys(books);
  await drop(page, [file(name, books[name])]);
  await page.locator('.document').waitFor();
  const before = await takeOut(page, /^标注副本/);
  await page.getByRole('tab', { name: '项目支出绩效目标表' }).click();
  const put = async (from, to) => {
    await page.locator('.cell', { hasText: from }).first().click();
    await page.keyboard.type(to);
    await page.keyboard.press('Enter');
    await page.locator('.cell', { hasText: to }).first().waitFor();
  };
  await put('违规资金上缴', '第一次改');
  const changed = await page.locator('.cell.changed').count();
  assert.ok(changed > 0);
  await page.waitForTimeout(800);
  // The engine is the last worker: an error that nobody catches stops it.
  for (const worker of page.workers()) await worker.evaluate(() => { setTimeout(() => { throw new Error('停'); }); });
  await page.waitForTimeout(300);
  await page.locator('.cell', { hasText: '第一次改' }).first().click();
  await page.keyboard.type('没有成的改');
  await page.keyboard.press('Enter');
  await page.locator('#toast', { hasText: '已经重新启动' }).waitFor({ timeout: 30_000 });
  // The screen is a new one, at its first table.
  const tab = page.getByRole('tab', { name: '项目支出绩效目标表' });
  if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  await page.locator('.cell', { hasText: '第一次改' }).first().waitFor();
  assert.equal(await page.locator('.cell.changed').count(), changed);
  await put('第一次改', '第二次改');
  const marked = await takeOut(page, /^标注副本/);
  assert.equal(marked.name, before.name);
  const parts = (bytes) => Object.fromEntries(Object.entries(unzipSync(bytes)).map(([part, each]) => [part, Buffer.from(each).toString('base64')]));
  assert.deepEqual(parts(marked.bytes), parts(before.bytes));
  await page.getByRole('button', { name: '撤销' }).click();
  await page.locator('.cell', { hasText: '第一次改' }).first().waitFor();
  await page.getByRole('button', { name: '撤销' }).click();
  await page.locator('.cell', { hasText: '违规资金上缴' }).first().waitFor();
  await page.getByRole('button', { name: '首页' }).click();
  assert.ok((await forms(page)).includes('benxian-2026'));
  assert.deepEqual(all.log.errors.filter((each) => !each.includes('停')), []);
  all.log.errors.length = 0;
  await clean(all, assert);
});
