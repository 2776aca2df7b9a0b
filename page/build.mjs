// Builds the page: one HTML file with its style, script, engine, worker and fonts, none of which is fetched.
//
//   node build.mjs [--engine DIR] [--fonts DIR] [--out FILE] [--mock]
//
// DIR of the engine has engine.js (wasm-bindgen --target no-modules) and engine_bg.wasm; DIR of the fonts has packs,
// one file each. --mock builds the page over test/mock.ts, for tests of the page alone.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    engine: { type: 'string', default: join(here, 'dist-engine') },
    fonts: { type: 'string', default: join(here, 'dist-engine', 'fonts') },
    out: { type: 'string' },
    mock: { type: 'boolean', default: false },
  },
});
const root = join(here, '..');
const out = options.out ?? join(here, 'dist', options.mock ? 'mock.html' : '绩效目标表.html');

/** The packages whose code is in the page: of those that esbuild found, and of the one that is taken apart below. */
const packages = new Set(['xz-decompress']);
const bundle = async (entry, more = {}) => {
  const result = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome103', 'firefox113', 'safari16.4'],
    charset: 'utf8',
    // The licences are in the block of licences.
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    ...more,
  });
  for (const input of Object.keys(result.metafile.inputs)) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (name) packages.add(name);
  }
  return result.outputFiles[0].text.trim();
};

const [script, worker, unpack, style] = await Promise.all([
  bundle('src/main.ts'),
  bundle('src/worker.ts'),
  bundle('src/unpack.ts'),
  bundle('src/style.css', { format: undefined }),
]);

let glue;
let wasm;
let fonts = [];
if (options.mock) {
  glue = await bundle('test/mock.ts', { minify: false });
  // An empty module: what the page compiles and hands on.
  wasm = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
} else {
  glue = readFileSync(join(options.engine, 'engine.js'), 'utf8');
  wasm = readFileSync(join(options.engine, 'engine_bg.wasm'));
  if (existsSync(options.fonts)) {
    fonts = readdirSync(options.fonts)
      .filter((name) => !name.startsWith('.'))
      .sort()
      .map((name) => ({ name: name.replace(/\.ttf$/, ''), bytes: readFileSync(join(options.fonts, name)) }));
  }
}

const hash = (text) => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
const csp = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types jixiao',
].join('; ');

// Neither may end its element, nor open a comment that hides the end.
for (const [name, text] of [['script', script], ['style', style]]) {
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`the ${name} holds a sequence that HTML would read as markup`);
}

const sizes = {};
const element = (attributes, text, name) => {
  sizes[name] = text.length;
  return `<script type="text/plain" ${attributes}>${text}</script>`;
};
// Levels and filters are fixed and no time is stored: equal input gives equal bytes.
const small = (id, bytes) => element(`id="${id}"`, gzipSync(bytes, { level: 9 }).toString('base64'), id);
const large = (attributes, bytes, name) => {
  const packed = execFileSync('xz', ['--format=xz', '--check=crc32', '--threads=1', '--lzma2=preset=9e,dict=8MiB,lc=3,lp=0,pb=2', '--stdout'], {
    input: bytes, maxBuffer: 2 ** 30,
  });
  return element(`${attributes} data-packed="${packed.length}" data-size="${bytes.length}"`, signs(packed), name);
};
// Five signs for four bytes, as src/unpack.ts reads them.
function signs(packed) {
  const text = Buffer.alloc(Math.ceil(packed.length / 4) * 5);
  const padded = Buffer.concat([packed, Buffer.alloc((4 - (packed.length % 4)) % 4)]);
  for (let at = 0, end = 5; at < padded.length; at += 4, end += 5) {
    let word = padded.readUInt32BE(at);
    for (let sign = end - 1; sign >= end - 5; sign--, word = Math.floor(word / 85)) {
      const code = 35 + (word % 85);
      text[sign] = code === 60 ? 120 : code;
    }
  }
  return text.toString('latin1');
}
// The unpacker is a module within a script of its package.
const unpacker = readFileSync(join(here, 'node_modules/xz-decompress/dist/package/xz-decompress.js'), 'utf8');
const xz = /"data:application\/wasm;base64,([A-Za-z0-9+/=]+)"/.exec(unpacker);
if (!xz) throw new Error('xz-decompress: no WebAssembly in its script');
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"),
to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE.`;
/** The licence of a package in full: its own file, or the notice that its code begins with and the text that this names. */
function licence(name, about) {
  const folder = join(here, 'node_modules', name);
  const file = readdirSync(folder).find((each) => /^licen[sc]e/i.test(each));
  if (file) return readFileSync(join(folder, file), 'utf8').trim();
  const notice = /^\/\*!([\s\S]*?)\*\//.exec(readFileSync(join(folder, about.main), 'utf8'))?.[1];
  if (about.license !== 'MIT' || !notice) throw new Error(`${name}: no text of its licence`);
  return `${notice.replace(/^ \* ?/gm, '').trim()}\n\n${MIT}`;
}
function licences() {
  const rule = '='.repeat(60);
  const parts = [...packages].sort().map((name) => {
    const about = JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8'));
    const place = (about.repository?.url ?? about.repository ?? '').replace(/^git\+|\.git$/g, '');
    return { line: `${`${name} ${about.version}`.padEnd(35)}${about.license.padEnd(31)}${place}`, text: `${name} ${about.version}:\n\n${licence(name, about)}` };
  });
  const head = `四、网页的软件包 · Packages of the page（${parts.length}）\n${rule}\n\n${parts.map(({ line }) => line).join('\n')}\n`;
  // The words about how the file is made are for those who have the sources.
  const own = readFileSync(join(here, 'THIRD-PARTY.txt'), 'utf8').replace(/^本文件由[^。]*。/m, '').replace(/^={100}$/gm, rule).trim();
  return [own, '', rule, '', head, ...parts.map(({ text }) => `${text}\n\n${rule}\n`)].join('\n');
}

/** The commit as the release script hands it in, or of this folder; with `+` if there are other changes, empty if it is unknown. */
function commit() {
  if (options.mock || process.env.JIXIAO_COMMIT) return process.env.JIXIAO_COMMIT ?? '';
  if (!existsSync(join(root, '.git'))) return '';
  const git = (...words) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
  try {
    return `${git('rev-parse', 'HEAD')}${git('status', '--porcelain') ? '+' : ''}`;
  } catch {
    return '';
  }
}

const attribute = (text) => text.replace(/[&"<>]/g, (sign) => `&#${sign.codePointAt(0)};`);
const blocks = [
  small('block-worker', Buffer.from(`${glue}\n;${worker}`)),
  small('block-unpack', Buffer.from(unpack)),
  small('block-xz', Buffer.from(xz[1], 'base64')),
  small('block-licences', Buffer.from(licences())),
  large('id="block-engine"', wasm, 'engine'),
  ...fonts.map((font) => large(`data-font="${attribute(font.name)}"`, font.bytes, `font ${font.name}`)),
];

const parts = { CSP: csp, COMMIT: attribute(commit()), STYLE: style, BLOCKS: blocks.join('\n'), SCRIPT: script };
const html = readFileSync(join(here, 'src/index.html'), 'utf8').replace(/%(CSP|COMMIT|STYLE|BLOCKS|SCRIPT)%/g, (_, name) => parts[name]);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, html);

const kb = (count) => `${(count / 1000).toFixed(1)} kB`;
console.log(`${out}: ${kb(Buffer.byteLength(html))}`);
console.log(`  own code: script ${kb(Buffer.byteLength(script))}, worker ${kb(Buffer.byteLength(worker))}, unpacking ${kb(Buffer.byteLength(unpack))}, style ${kb(Buffer.byteLength(style))}`);
console.log(`  packed: ${Object.entries(sizes).map(([name, count]) => `${name} ${kb(count)}`).join(', ')}`);
