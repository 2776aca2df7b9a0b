// jixiao in Node: the library in WebAssembly behind a small typed API (index.d.ts). Everything happens in memory;
// nothing is read or written but this package's own files.
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';

const here = (name) => fileURLToPath(new URL(`./engine/${name}`, import.meta.url));

// The glue is a classic script that declares `wasm_bindgen`.
const loadGlue = async () => {
  const script = await readFile(here('engine.js'), 'utf8');
  const glue = runInThisContext(`(() => {${script};return wasm_bindgen;})()`, { filename: here('engine.js') });
  glue.initSync({ module: new WebAssembly.Module(await readFile(here('engine_bg.wasm'))) });
  return glue;
};

let glue;

const counted = (value, fallback) => (value === undefined ? fallback : value);
const bytesOf = (files) =>
  files.map(({ name, bytes }) => ({ name, bytes: bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes) }));
const madeOf = ({ files, report }) => ({ files: [...files], report: JSON.parse(report) });

export class Jixiao {
  #engine;

  constructor(engine) {
    this.#engine = engine;
  }

  static async load() {
    glue ??= loadGlue();
    const { Engine } = await glue;
    const names = (await readdir(here('fonts'))).sort();
    const fonts = await Promise.all(names.map(async (name) => ({ name, bytes: await readFile(here(`fonts/${name}`)) })));
    return new Jixiao(new Engine(fonts));
  }

  get version() {
    return this.#engine.constructor.version();
  }

  editions() {
    return JSON.parse(this.#engine.editions());
  }

  rules(edition) {
    return JSON.parse(this.#engine.rules(edition));
  }

  blank(edition, { copies, rows, year } = {}) {
    return this.#engine.blank(edition, counted(copies, 1), counted(rows, 12), year);
  }

  open(files, edition) {
    const { documents, report } = JSON.parse(this.#engine.open(bytesOf(files), edition));
    return { documents: documents.map((info) => new Document(this.#engine, info)), report };
  }

  start(edition, { copies = {}, rows, year } = {}) {
    const info = this.#engine.start(edition, JSON.stringify(copies), counted(rows, 0), year);
    return new Document(this.#engine, JSON.parse(info));
  }

  list(documents, format = 'xlsx') {
    return madeOf(this.#engine.list(JSON.stringify(documents.map((document) => document.id)), format));
  }

  addEdition(files) {
    return JSON.parse(this.#engine.add_edition(bytesOf(files)));
  }

  addFont(name, bytes) {
    return JSON.parse(this.#engine.add_font(name, bytes));
  }
}

export class Document {
  #engine;

  constructor(engine, info) {
    this.#engine = engine;
    Object.assign(this, { id: info.id, file: info.file, edition: info.edition, editable: info.editable });
  }

  #screen() {
    return JSON.parse(this.#engine.view(this.id));
  }

  get name() {
    return this.#screen().name;
  }

  edit(operations) {
    // A change is told as a difference from what was shown.
    this.#engine.view(this.id);
    this.#engine.edit(this.id, JSON.stringify(operations));
    return this;
  }

  set(values) {
    return this.edit(Object.entries(values).map(([pointer, text]) => ({ op: 'set', pointer, text: text === null ? null : String(text) })));
  }

  add(list, at) {
    return this.edit([{ op: 'add', list, at }]);
  }

  undo() {
    this.#engine.view(this.id);
    this.#engine.undo(this.id);
    return this;
  }

  get values() {
    return this.#screen().values;
  }

  get report() {
    const { findings, causes, counts } = this.#screen();
    return { findings, causes, counts };
  }

  get data() {
    return JSON.parse(this.#engine.text(this.id));
  }

  make({ formats = ['xlsx', 'pdf'], publish = false, eachTable = false } = {}) {
    return madeOf(this.#engine.make(this.id, JSON.stringify({ formats, publish, each_table: eachTable })));
  }

  marked() {
    return madeOf(this.#engine.marked(this.id));
  }

  filledBlank() {
    return this.#engine.filled_blank(this.id);
  }

  close() {
    this.#engine.close(this.id);
  }
}
