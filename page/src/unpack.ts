// A worker that unpacks blocks of the page: xz, by XZ Embedded in WebAssembly. A browser unpacks gzip only, which is a
// quarter larger.

export {};

interface Xz {
  memory: WebAssembly.Memory;
  create_context(): number;
  supply_input(context: number, length: number): void;
  get_next_output(context: number): number;
}
declare const self: {
  onmessage: ((event: MessageEvent<{ module: WebAssembly.Module; text: string; packed: number; size: number }>) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
};

// The words at the start of its context.
const SIZE = 0;
const INPUT = 1;
const TAKEN = 2;
const GIVEN = 3;
const OUTPUT = 4;
const MADE = 5;
const OK = 0;
const END = 1;

// Five signs for four bytes: from # to w, and x for <, which would begin markup. Base64 takes a fifteenth more.
const FIRST = 35;
const MARKUP = 60;
const INSTEAD = 120;

function bytesOf(text: string, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(length / 4) * 4);
  if (text.length !== (bytes.length / 4) * 5) throw new Error('网页不完整');
  const words = new DataView(bytes.buffer);
  for (let at = 0, sign = 0; at < bytes.length; at += 4) {
    let word = 0;
    for (const end = sign + 5; sign < end; sign++) {
      const code = text.charCodeAt(sign);
      word = word * 85 + (code === INSTEAD ? MARKUP : code) - FIRST;
    }
    words.setUint32(at, word);
  }
  return bytes.subarray(0, length);
}

function unpack(module: WebAssembly.Module, packed: Uint8Array, size: number): Uint8Array {
  const xz = new WebAssembly.Instance(module).exports as unknown as Xz;
  const context = xz.create_context();
  const out = new Uint8Array(size);
  let read = 0;
  let made = 0;
  for (;;) {
    // The memory may have grown, and then has another buffer.
    let words = new Uint32Array(xz.memory.buffer, context, 6);
    const length = words[TAKEN] === words[GIVEN] ? Math.min(words[SIZE]!, packed.length - read) : 0;
    if (length > 0) {
      new Uint8Array(xz.memory.buffer, words[INPUT], length).set(packed.subarray(read, read + length));
      read += length;
      xz.supply_input(context, length);
    }
    const state = xz.get_next_output(context);
    words = new Uint32Array(xz.memory.buffer, context, 6);
    out.set(new Uint8Array(xz.memory.buffer, words[OUTPUT], words[MADE]), made);
    const got = words[MADE]!;
    made += got;
    words[MADE] = 0;
    if (state !== OK && state !== END) throw new Error('网页不完整');
    const isRead = read === packed.length && words[TAKEN] === words[GIVEN];
    if (isRead && made === size) return out;
    if ((isRead && got === 0) || state === END) throw new Error('网页不完整');
  }
}

self.onmessage = ({ data: { module, text, packed, size } }) => {
  try {
    const bytes = unpack(module, bytesOf(text, packed), size);
    self.postMessage({ bytes }, [bytes.buffer as ArrayBuffer]);
  } catch (error) {
    self.postMessage({ failed: error instanceof Error ? error.message : String(error) });
  }
};
