// The engine's files are the program's, byte by byte: workbooks, PDFs, HTML, data, blanks, annotated copies, lists.
//
//   node test/bytes.mjs PROGRAM FILE...
//
// PROGRAM is the command built from the same sources; each FILE is opened by both.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist-engine');
const [program, ...paths] = process.argv.slice(2);
if (!program || paths.length === 0) {
  console.error('usage: node test/bytes.mjs PROGRAM FILE...');
  process.exit(2);
}

const glue = runInThisContext(`${readFileSync(join(folder, 'engine.js'), 'utf8')};wasm_bindgen`);
glue.initSync({ module: new WebAssembly.Module(readFileSync(join(folder, 'engine_bg.wasm'))) });
const fonts = readdirSync(join(folder, 'fonts')).sort();
const engine = new glue.Engine(fonts.map((name) => ({ name, bytes: readFileSync(join(folder, 'fonts', name)) })));

// Exit codes tell of findings; what was written is what counts.
const run = (...words) => {
  try {
    execFileSync(program, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    if (error.status === null || error.status > 2) throw error;
  }
};

let compared = 0;
const differences = [];
const compare = (what, files, wanted) => {
  const own = new Map(files.map((file) => [file.name, Buffer.from(file.bytes)]));
  for (const name of new Set([...own.keys(), ...wanted.keys()])) {
    compared += 1;
    const [one, other] = [own.get(name), wanted.get(name)];
    if (!one || !other) differences.push(`${what}: ${name} only by the ${one ? 'engine' : 'program'}`);
    else if (!one.equals(other)) differences.push(`${what}: ${name} differs (${one.length}, ${other.length} bytes)`);
  }
};

// The files that the program writes into an empty folder.
const written = (...words) => {
  const out = mkdtempSync(join(tmpdir(), 'bytes-'));
  try {
    run(...words, '-o', out);
    const names = readdirSync(out).filter((name) => !name.startsWith('.'));
    return new Map(names.map((name) => [name, readFileSync(join(out, name))]));
  } finally {
    rmSync(out, { recursive: true });
  }
};

// A marked copy holds a digest of the whole path.
for (const path of paths.map((path) => realpathSync(path))) {
  const bytes = readFileSync(path);
  const opened = JSON.parse(engine.open([{ name: path, bytes }], undefined));
  for (const { id } of opened.documents) {
    for (const [publish, each_table] of [[false, false], [true, true]]) {
      const made = engine.make(id, JSON.stringify({ formats: ['xlsx', 'pdf', 'html'], publish, each_table }));
      const options = [...(publish ? ['--publish'] : []), ...(each_table ? ['--split'] : [])];
      compare(`render ${path} ${options.join(' ')}`, made.files, written('render', path, '--format', 'xlsx,pdf,html', ...options));
    }
    const data = engine.make(id, JSON.stringify({ formats: ['json'] })).files;
    if (!path.endsWith('.json')) compare(`import ${path}`, data, written('import', path));
    if (/\.xls[xm]$/.test(path)) {
      const marked = engine.marked(id).files.map((file) => ({ ...file, name: basename(file.name) }));
      compare(`mark ${path}`, marked, written('check', '--mark', path));
    }
    engine.close(id);
  }
}
console.log(`${compared} files compared, ${differences.length} differ`);
differences.slice(0, 20).forEach((line) => console.log(`  ${line}`));
process.exit(differences.length === 0 ? 0 : 1);
