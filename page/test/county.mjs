// A county by hand: so many invented departments through the folder and 「全套成果」 of the page, with times and memory.
//
//   node test/county.mjs COUNT
//
// The example `county` of the workspace invents them (cargo build --example county); COUNTY names another one. With JIXIAO,
// the volume is compared with the program's, and its verify reads the results.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { REAL, clean, engineOf, here, megabytes, memory, openPage, resident, stop } from './helpers.mjs';

const count = Number(process.argv[2]);
if (!(count > 0)) {
  console.error('usage: node test/county.mjs COUNT');
  process.exit(2);
}
const county = process.env.COUNTY ?? join(here, '../../target/debug/examples/county');
const program = process.env.JIXIAO;
if (!existsSync(county)) throw new Error(`not there: ${county}; cargo build --example county`);
const root = mkdtempSync(join(tmpdir(), 'county-'));
const folder = join(root, '申报');
execFileSync(county, [folder, String(count)]);
const size = readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, name))).filter((each) => each.isFile());
console.log(`${count} departments: ${size.length} files, ${megabytes(size.reduce((sum, each) => sum + each.size, 0))}`);

/** Watches the largest process of the page, and the memories of its engines, until it is stopped. */
function watch(page) {
  const most = { process: 0, engine: 0 };
  let on = true;
  const loop = (async () => {
    while (on) {
      most.process = Math.max(most.process, (await resident()).now);
      for (const worker of page.workers()) {
        // An engine that is at work answers when it is done, or never.
        const bytes = await Promise.race([
          worker.evaluate(() => (typeof wasm_bindgen === 'function' ? wasm_bindgen.initSync({}).memory.buffer.byteLength : 0)).catch(() => 0),
          new Promise((done) => setTimeout(() => done(0), 200)),
        ]);
        most.engine = Math.max(most.engine, bytes);
      }
      await new Promise((done) => setTimeout(done, 100));
    }
  })();
  return async () => { on = false; await loop; return most; };
}

const all = await openPage({ file: REAL });
const { page } = all;
try {
  const measured = async (what, act) => {
    const end = watch(page);
    const began = Date.now();
    const made = await act();
    const time = Date.now() - began;
    const most = await end();
    const after = await memory(all);
    console.log(`${what}: ${(time / 1000).toFixed(1)} s; the process at most ${megabytes(most.process)}${most.engine ? `, an engine ${megabytes(most.engine)}` : ''}; afterwards process ${megabytes(after.processes.now)}, heap ${megabytes(after.heap)}`);
    return made;
  };
  await engineOf(page);
  const start = await memory(all);
  console.log(`the page before: process ${megabytes(start.processes.now)}, heap ${megabytes(start.heap)}, engine ${megabytes(start.wasm)}`);
  const saved = (click) => Promise.all([page.waitForEvent('download', { timeout: 1_200_000 }), click()]);
  await measured('checked', async () => {
    await page.setInputFiles('.card input[webkitdirectory]', folder);
    await page.getByText(/^共 \d+ 份/).waitFor({ timeout: 600_000 });
  });
  console.log(`  ${await page.locator('.folder [role=status]').textContent()}`);
  const zipped = await measured('all files as one zip', async () => {
    const [download] = await saved(() => page.getByRole('button', { name: '全部文件打成一个压缩包' }).click());
    return download.path();
  });
  console.log(`  ${Object.keys(unzipSync(readFileSync(zipped))).length} files, ${megabytes(statSync(zipped).size)}`);
  if (await page.locator('dialog[open]').count()) await page.getByRole('button', { name: '知道了' }).last().click();
  const whole = await measured('everything (全套成果)', async () => {
    await page.getByRole('button', { name: '全套成果' }).click();
    const dialog = page.getByRole('dialog', { name: '全套成果' });
    await dialog.getByLabel('合订本封面上的编制单位').fill('云岭县财政局');
    const [download] = await saved(() => dialog.getByRole('button', { name: '开始做' }).click());
    return download.path();
  });
  const words = await page.locator('dialog[open]').textContent();
  console.log(`  ${words.replace(/知道了$/, '').slice(0, 300)}`);
  const results = unzipSync(readFileSync(whole));
  console.log(`  ${Object.keys(results).length} files, ${megabytes(statSync(whole).size)}, of it 合订本.pdf ${megabytes(results['合订本.pdf']?.length ?? 0)}`);
  if (program) {
    const unpacked = join(root, '成果');
    for (const [name, bytes] of Object.entries(results)) {
      mkdirSync(join(unpacked, name, '..'), { recursive: true });
      writeFileSync(join(unpacked, name), bytes);
    }
    const out = join(root, '本机');
    const began = Date.now();
    spawnSync(program, ['batch', '申报', '-o', out, '--format', 'xlsx,pdf', '--volume', '--bureau', '云岭县财政局'], { cwd: root });
    console.log(`the program: ${((Date.now() - began) / 1000).toFixed(1)} s`);
    assert.ok(readFileSync(join(out, '合订本.pdf')).equals(readFileSync(join(unpacked, '合订本.pdf'))), 'the volume of the program');
    assert.equal(spawnSync(program, ['verify', unpacked]).status, 0, 'verify finds the results as they were made');
    console.log('the volume is the program’s, byte by byte; verify finds the results as they were made');
  }
  await clean(all, assert);
} finally {
  await stop();
  rmSync(root, { recursive: true });
}
