// Files damaged on purpose, by a seed: the same ones each time. Sources are the workbooks of tests/filled, the JSON of examples,
// and lists.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { here } from './helpers.mjs';

const root = join(here, '../..');
const MAX = 400_000;

/** Whole files: name and bytes. `more` are files made by the caller, such as workbooks of the program. */
function sources(more) {
  const under = (folder, ending) => readdirSync(join(root, folder), { recursive: true })
    .filter((name) => ending.test(name) && !name.includes('.schema.'))
    .sort()
    .map((name) => ({ name: basename(name), bytes: readFileSync(join(root, folder, name)) }));
  const all = [...under('tests/filled', /\.xlsx?$/), ...under('examples', /\.json$/), ...under('tests/cases', /\.csv$/), ...more];
  return all.filter(({ bytes }) => bytes.length > 0 && bytes.length < MAX);
}

const isZip = (bytes) => bytes.length > 4 && bytes.readUInt32LE(0) === 0x04034b50;

/** The ways, each `(bytes, random) → bytes`; those of a zip know its entries. */
const WAYS = {
  'bits flipped': (bytes, random) => {
    const own = Buffer.from(bytes);
    for (let hit = 0; hit < 1 + random(8); hit++) own[random(own.length)] ^= 1 << random(8);
    return own;
  },
  'bytes overwritten': (bytes, random) => {
    const own = Buffer.from(bytes);
    for (let at = random(own.length), left = 1 + random(64); left > 0 && at < own.length; at++, left--) own[at] = random(256);
    return own;
  },
  'cut off': (bytes, random) => bytes.subarray(0, random(bytes.length)),
  'a part cut out': (bytes, random) => {
    const from = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(Math.min(bytes.length, from + 1 + random(200)))]);
  },
  'a part twice': (bytes, random) => {
    const from = random(bytes.length);
    const to = Math.min(bytes.length, from + 1 + random(400));
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
};

/** Zip: an entry is changed as above and the zip is whole, or the zip itself is not. */
const ZIP_WAYS = {
  'an entry damaged': (entries, random) => {
    const name = pick(Object.keys(entries), random);
    const way = pick(Object.values(WAYS), random);
    return zipSync({ ...entries, [name]: entries[name].length > 0 ? way(Buffer.from(entries[name]), random) : new Uint8Array([0]) });
  },
  'an entry left out': (entries, random) => {
    const own = { ...entries };
    delete own[pick(Object.keys(own), random)];
    return zipSync(own);
  },
  'two entries exchanged': (entries, random) => {
    const [one, other] = [pick(Object.keys(entries), random), pick(Object.keys(entries), random)];
    return zipSync({ ...entries, [one]: entries[other], [other]: entries[one] });
  },
  'an entry empty': (entries, random) => zipSync({ ...entries, [pick(Object.keys(entries), random)]: new Uint8Array() }),
  'numbers grown': (entries, random) => {
    const name = pick(Object.keys(entries).filter((each) => /\.xml$/.test(each)), random);
    const text = Buffer.from(entries[name]).toString('utf8');
    const numbers = [...text.matchAll(/\d+/g)];
    if (numbers.length === 0) return zipSync(entries);
    const { index, 0: old } = numbers[random(numbers.length)];
    return zipSync({ ...entries, [name]: Buffer.from(text.slice(0, index) + pick(['4294967295', '99999999999999999999', '-1', '0', '1048577'], random) + text.slice(index + old.length)) });
  },
  'the directory damaged': (entries, random) => {
    const own = Buffer.from(zipSync(entries));
    const from = own.length - Math.min(own.length, 22 + 80 * Object.keys(entries).length);
    for (let hit = 0; hit < 1 + random(4); hit++) own[from + random(own.length - from)] = random(256);
    return own;
  },
};

const pick = (list, random) => list[random(list.length)];

/** `count` damaged files: `{name, bytes, how}`. */
export function* damaged(count, more = [], seed = 20261130) {
  let state = seed >>> 0;
  // The upper bits: those of the lower end repeat soon.
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const whole = sources(more);
  const kinds = ['xlsx', 'xls', 'json', 'csv'].map((kind) => whole.filter(({ name }) => name.endsWith(`.${kind}`)));
  // Of four files two are workbooks, one is JSON, and one an old workbook or a list.
  const [books, old, data, lists] = kinds;
  const turns = [books, data, books, [...old, ...lists]];
  for (let at = 0; at < count; at++) {
    const { name, bytes } = pick(turns[at % turns.length], random);
    const inZip = isZip(bytes) && random(3) > 0;
    const how = pick(Object.keys(inZip ? ZIP_WAYS : WAYS), random);
    const made = inZip ? ZIP_WAYS[how](unzipSync(bytes), random) : WAYS[how](bytes, random);
    yield { name: `${at + 1}-${name}`, bytes: Buffer.from(made), how };
  }
}
