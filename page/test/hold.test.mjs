// The page over the real engine holds: damaged files end in words and leave the work that is open as it is; dropping and
// closing many files leaves nothing in memory. JIXIAO names the native program.
//
//   node test/hold.test.mjs [COUNT]     # so many damaged files; 40 without
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, test } from 'node:test';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { damaged } from './damage.mjs';
import { REAL, clean, downloaded, drop, engineOf, file, here, megabytes, memory, openPage, stop } from './helpers.mjs';

after(stop);
const program = process.env.JIXIAO ?? join(here, '../../target/release/jixiao');
const count = Number(process.argv[2] ?? 40);
const example = join(here, '../../examples/hezheng-2025.json');

/** The example as a workbook and as an HTML page, as the program makes them. */
function made() {
  const folder = mkdtempSync(join(tmpdir(), 'jixiao-'));
  execFileSync(program, ['render', example, '-o', folder, '--format', 'xlsx,html'], { stdio: 'ignore' });
  return readdirSync(folder).filter((name) => !name.startsWith('.')).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

const takeData = async (page) => {
  await page.getByRole('button', { name: '取走', exact: false }).first().click();
  return (await downloaded(page, () => page.getByRole('button', { name: /^数据/ }).click())).bytes;
};
const put = async (page, words) => {
  await page.locator('.cell', { hasText: '违规资金上缴' }).first().click();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await page.locator('.cell', { hasText: words }).first().waitFor();
};

/** Not words for people. */
const RAW = /undefined|NaN|\[object|Error:|panicked|unreachable|RuntimeError|null/;

test(`${count} damaged files: each ends in words, the page lives, the work that is open is kept`, async () => {
  const all = await openPage({ file: REAL });
  const { page } = all;
  await drop(page, [file('例.json', readFileSync(example))]);
  await page.locator('.document').waitFor();
  await page.getByRole('tab', { name: '项目支出绩效目标表' }).click();
  await put(page, '违规资金上缴财政，一分不留');
  const before = await takeData(page);
  assert.match(before.toString(), /一分不留/);
  await put(page, '违规资金上缴的第二次改');
  const worker = await engineOf(page);
  const ends = { opened: 0, told: 0 };
  const ways = {};
  const times = [];
  for (const { name, bytes, how } of damaged(count, made())) {
    const began = performance.now();
    await drop(page, [file(name, bytes)]);
    await page.waitForFunction(() => document.querySelector('dialog[open]') || !document.body.classList.contains('working'), undefined, { timeout: 60_000 });
    times.push(performance.now() - began);
    ways[how] = (ways[how] ?? 0) + 1;
    const box = page.locator('dialog[open]');
    if (await box.count()) {
      const words = await box.textContent();
      assert.match(words, /[一-龥]{4}/, `${name} (${how})`);
      assert.doesNotMatch(words.replaceAll(name, ''), RAW, `${name} (${how})`);
      assert.doesNotMatch(words, /检查程序出了问题/, `${name} (${how}) stopped the engine`);
      ends.told++;
      await page.getByRole('button', { name: '知道了' }).last().click();
      await box.waitFor({ state: 'detached' });
    } else {
      // It is another document now, with its findings in words.
      assert.ok(await page.locator('.work').count() > 1, `${name} (${how}) ended without a word`);
      assert.doesNotMatch(await page.locator('.side').textContent(), RAW, `${name} (${how})`);
      ends.opened++;
      for (let left = await page.locator('.work').count(); left > 1; left--) {
        await page.locator('.work .shut').last().click();
        await page.waitForFunction((most) => document.querySelectorAll('.work').length < most, left);
      }
    }
    assert.match(await page.locator('.work.current, .work').first().textContent(), /^●/, `${name} (${how}): the work is open, and not taken away`);
  }
  assert.equal(await engineOf(page), worker, 'the engine was never started anew');
  console.log(`${count} damaged files: ${ends.opened} opened with their findings, ${ends.told} told in words; the slowest ${Math.round(Math.max(...times))} ms; ${JSON.stringify(ways)}`);
  await page.locator('.workname').first().click();
  await page.getByRole('tab', { name: '项目支出绩效目标表' }).click();
  await page.locator('.cell', { hasText: '违规资金上缴的第二次改' }).first().waitFor();
  await page.getByRole('button', { name: '撤销' }).click();
  await page.locator('.cell', { hasText: '一分不留' }).first().waitFor();
  assert.ok((await takeData(page)).equals(before), 'the work is as it was, and its history too');
  await clean(all, assert);
});

test('50 drops with the real engine: its memory and the heap of the page stay', async () => {
  const all = await openPage({ file: REAL });
  const { page } = all;
  const [book] = made().filter(({ name }) => name.endsWith('.xlsx'));
  const once = async (at) => {
    // A workbook, data, and a file that is none, in turn: opened, looked through, changed, made, closed.
    if (at % 5 === 4) {
      await drop(page, [file('坏.xlsx', book.bytes.subarray(0, 2000 + at))]);
      await page.getByRole('button', { name: '知道了' }).last().click();
      return;
    }
    await drop(page, [at % 2 ? file(book.name, book.bytes) : file('例.json', readFileSync(example))]);
    await page.locator('.document').waitFor();
    await page.getByRole('tab', { name: '项目支出绩效目标表' }).click();
    await put(page, `第 ${at} 次改`);
    await page.getByRole('button', { name: '取走', exact: false }).first().click();
    await downloaded(page, () => page.getByRole('dialog', { name: '取走文件' }).getByRole('button', { name: at % 2 ? /^数据/ : /^填报用的工作簿/ }).click());
    await page.locator('.shut').first().click();
    await page.locator('.start').waitFor();
  };
  const told = {};
  for (let at = 0; at < 50; at++) {
    await once(at);
    if ([0, 9, 19, 29, 39, 49].includes(at)) told[at + 1] = await memory(all);
  }
  for (const [drops, each] of Object.entries(told)) {
    console.log(`after ${drops} drops: engine ${megabytes(each.wasm)}, heap ${megabytes(each.heap)}, ${each.nodes} nodes, process ${megabytes(each.processes.now)}`);
  }
  const [early, late] = [told[10], told[50]];
  assert.ok(late.wasm <= early.wasm * 1.02 + 131_072, `the engine's memory: ${early.wasm}, ${late.wasm}`);
  assert.ok(late.heap < early.heap * 1.1 + 300_000, `heap: ${early.heap}, ${late.heap}`);
  assert.ok(late.nodes < early.nodes * 1.1 + 300, `nodes: ${early.nodes}, ${late.nodes}`);
  await clean(all, assert);
});
