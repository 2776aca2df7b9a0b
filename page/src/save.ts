// Files out of the page: one click, one file; several files are one zip.
import { zipSync, type Zippable } from 'fflate';
import type { NamedBytes } from './types';

const CAP = 60;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A name that Windows and the browser take as it is: no reserved sign, at most 60 characters with its ending. */
export function cleanName(name: string): string {
  const flat = name
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[<>:"/\\|?*~]/g, '_')
    .replace(/\s+/g, ' ')
    .trim();
  const dot = flat.lastIndexOf('.');
  const ending = dot > 0 && flat.length - dot <= 6 ? flat.slice(dot) : '';
  let stem = [...flat.slice(0, flat.length - ending.length)].slice(0, CAP - ending.length).join('');
  stem = stem.replace(/^[. ]+|[. ]+$/g, '');
  if (DEVICE.test(stem)) stem = `_${stem}`;
  return (stem || '文件') + ending;
}

const TYPES: Record<string, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  html: 'text/html',
  json: 'application/json',
  csv: 'text/csv',
  zip: 'application/zip',
};

export function download(file: NamedBytes): void {
  const name = cleanName(file.name);
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
  const url = URL.createObjectURL(new Blob([file.bytes as Uint8Array<ArrayBuffer>], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A zip whose files are stored as they are: they are compressed already. Names of the engine's own are kept as they are. */
export function pack(files: NamedBytes[], named?: 'engine'): Promise<Uint8Array> {
  const used = new Set<string>();
  const tree: Zippable = {};
  for (const file of files) {
    const steps = file.name.split('/').map((step) => (named ? step : cleanName(step)));
    let path = steps.join('/');
    const dot = path.lastIndexOf('.');
    for (let again = 2; used.has(path.toLowerCase()); again++) {
      path = `${steps.join('/').slice(0, dot)}(${again})${steps.join('/').slice(dot)}`;
    }
    used.add(path.toLowerCase());
    // A fixed time: equal input gives equal bytes, and the clock of the machine is nobody's business.
    tree[path] = [file.bytes, { level: 0, mtime: '2020-01-01T00:00:00' }];
  }
  return Promise.resolve(zipSync(tree));
}

/** One file as it is, several as one zip. */
export async function give(files: NamedBytes[], name: string, named?: 'engine'): Promise<string> {
  const [only] = files;
  if (!only) throw new Error('没有做出文件');
  const file = files.length === 1 ? only : { name: `${name}.zip`, bytes: await pack(files, named) };
  download(file);
  return cleanName(file.name);
}
