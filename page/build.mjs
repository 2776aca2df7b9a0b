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
const out = options.out ?? join(here, 'dist', options.mock ? 'mock.html' : '绩效目标表.html');

const bundle = async (entry, more = {}) => {
  const result = await build({
    entryPoints: [join(here, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome103', 'firefox113', 'safari16.4'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    ...more,
  });
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
const attribute = (text) => text.replace(/[&"<>]/g, (sign) => `&#${sign.codePointAt(0)};`);
const blocks = [
  small('block-worker', Buffer.from(`${glue}\n;${worker}`)),
  small('block-unpack', Buffer.from(unpack)),
  small('block-xz', Buffer.from(xz[1], 'base64')),
  large('id="block-engine"', wasm, 'engine'),
  ...fonts.map((font) => large(`data-font="${attribute(font.name)}"`, font.bytes, `font ${font.name}`)),
];

const parts = { CSP: csp, STYLE: style, BLOCKS: blocks.join('\n'), SCRIPT: script };
const html = readFileSync(join(here, 'src/index.html'), 'utf8').replace(/%(CSP|STYLE|BLOCKS|SCRIPT)%/g, (_, name) => parts[name]);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, html);

const kb = (count) => `${(count / 1000).toFixed(1)} kB`;
console.log(`${out}: ${kb(Buffer.byteLength(html))}`);
console.log(`  own code: script ${kb(Buffer.byteLength(script))}, worker ${kb(Buffer.byteLength(worker))}, unpacking ${kb(Buffer.byteLength(unpack))}, style ${kb(Buffer.byteLength(style))}`);
console.log(`  packed: ${Object.entries(sizes).map(([name, count]) => `${name} ${kb(count)}`).join(', ')}`);
