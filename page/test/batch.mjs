// A whole folder made by the engine and by the program: the same files, byte by byte.
//
//   node test/batch.mjs PROGRAM FOLDER
//
// FOLDER holds the submissions. The two workbooks about all departments have equal cells, not equal bytes: without a
// disk their texts are stored once for the workbook, not in each cell, and rows tell which columns they have. The manifest holds their digests.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';
import { strFromU8, unzipSync } from 'fflate';

const engineFolder = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist-engine');
const [program, folder] = process.argv.slice(2).map((path) => resolve(path));
if (!program || !folder) {
  console.error('usage: node test/batch.mjs PROGRAM FOLDER');
  process.exit(2);
}

const walk = (root) =>
  readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

const glue = runInThisContext(`${readFileSync(join(engineFolder, 'engine.js'), 'utf8')};wasm_bindgen`);
glue.initSync({ module: new WebAssembly.Module(readFileSync(join(engineFolder, 'engine_bg.wasm'))) });
const fonts = readdirSync(join(engineFolder, 'fonts')).sort();
const engine = new glue.Engine(fonts.map((name) => ({ name, bytes: readFileSync(join(engineFolder, 'fonts', name)) })));

const files = walk(folder).map((path) => ({
  name: relative(dirname(folder), path),
  bytes: readFileSync(path),
  written: Math.floor(statSync(path).mtimeMs / 1000),
}));
const told = [];
const began = performance.now();
const made = engine.batch(files, JSON.stringify({ formats: ['xlsx', 'pdf'], volume: true, bureau: '云岭县财政局' }), (text) => told.push(JSON.parse(text)));
const time = Math.round(performance.now() - began);
const outcome = JSON.parse(made.report);
const own = new Map(made.files.map((file) => [file.name, Buffer.from(file.bytes)]));

const out = join(mkdtempSync(join(tmpdir(), 'batch-')), '成果');
const words = ['batch', basename(folder), '-o', out, '--format', 'xlsx,pdf', '--volume', '--bureau', '云岭县财政局'];
try {
  execFileSync(program, words, { cwd: dirname(folder), stdio: 'ignore' });
} catch (error) {
  if (error.status === null || error.status > 2) throw error;
}
const wanted = new Map(walk(out).map((path) => [relative(out, path), readFileSync(path)]));
wanted.delete(join('.jixiao', 'lock'));
rmSync(dirname(out), { recursive: true });

/** The parts of a workbook, with each text in its cell. */
function cells(bytes) {
  const parts = unzipSync(bytes);
  const shared = parts['xl/sharedStrings.xml'];
  const texts = shared ? [...strFromU8(shared).matchAll(/<si>(.*?)<\/si>/gs)].map(([, text]) => text) : [];
  const sheets = Object.entries(parts).filter(([name]) => name !== 'xl/sharedStrings.xml' && name !== '[Content_Types].xml' && !name.endsWith('workbook.xml.rels'));
  return Object.fromEntries(sheets.map(([name, part]) => {
    const text = strFromU8(part).replace(/<c ([^>]*?) ?t="s"><v>(\d+)<\/v><\/c>/g, (_, about, at) => `<c ${about} t="inlineStr"><is>${texts[Number(at)]}</is></c>`);
    // A hint for readers, which rows on disk do not have.
    return [name, text.replace(/(<row [^>]*?) spans="[^"]*"/g, '$1')];
  }));
}

assert.deepEqual([...own.keys()].sort(), [...wanted.keys()].sort());
const differ = [...wanted].filter(([name, bytes]) => !own.get(name).equals(bytes)).map(([name]) => name).sort();
assert.deepEqual(differ, ['manifest.json', '检查报告.xlsx', '汇总表.xlsx'].sort());
for (const name of differ.filter((each) => each.endsWith('.xlsx'))) {
  const [one, other] = [cells(own.get(name)), cells(wanted.get(name))];
  assert.deepEqual(Object.keys(one).sort(), Object.keys(other).sort(), name);
  for (const part of Object.keys(other)) assert.ok(one[part] === other[part], `${name}: ${part}`);
}
const last = told.at(-1);
assert.deepEqual([last.done, last.making], [last.of, '合订本.pdf'], 'told of each department');
console.log(`${outcome.departments} departments, ${outcome.made} made, ${wanted.size} files: equal but the texts of two workbooks; ${time} ms`);
