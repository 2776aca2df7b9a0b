// The engine's side of the line: one engine in one classic worker. The glue of wasm-bindgen stands before this code in
// the same blob, because a worker of a page on disk can load no second script.
import type { EngineCalls } from './types';

declare const wasm_bindgen: {
  initSync(options: { module: WebAssembly.Module }): unknown;
  Engine: { new (fonts: { name: string; bytes: Uint8Array }[]): EngineCalls; version?(): string };
};
declare const self: {
  onmessage: ((event: MessageEvent<Message>) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
};

type Message =
  | { module: WebAssembly.Module; fonts: { name: string; bytes: Uint8Array }[] }
  | { call: number; method: keyof EngineCalls; args: unknown[] };

let engine: (Omit<EngineCalls, 'has_outlines'> & Partial<Pick<EngineCalls, 'has_outlines'>>) | undefined;

/** The buffers of all bytes in an answer: they are handed over, not copied. */
function buffers(value: unknown, found: Set<ArrayBuffer> = new Set()): Set<ArrayBuffer> {
  if (value instanceof Uint8Array) found.add(value.buffer as ArrayBuffer);
  else if (Array.isArray(value)) for (const part of value) buffers(part, found);
  else if (value && typeof value === 'object') for (const part of Object.values(value)) buffers(part, found);
  return found;
}

/** An answer of wasm-bindgen may be an object with getters, which a message would lose. */
function plain(value: unknown): unknown {
  if (!value || typeof value !== 'object' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plain);
  const object = value as Record<string, unknown>;
  if (Object.getPrototypeOf(object) === Object.prototype) {
    return Object.fromEntries(Object.entries(object).map(([key, part]) => [key, plain(part)]));
  }
  const names = ['name', 'bytes', 'files', 'report'].filter((name) => name in object);
  return Object.fromEntries(names.map((name) => [name, plain(object[name])]));
}

self.onmessage = (event) => {
  const message = event.data;
  if ('module' in message) {
    try {
      wasm_bindgen.initSync({ module: message.module });
      engine = new wasm_bindgen.Engine(message.fonts);
      self.postMessage({ ready: true });
    } catch (error) {
      self.postMessage({ failed: String(error) });
    }
    return;
  }
  const { call, method, args } = message;
  try {
    if (!engine) throw new Error('检查程序还没有准备好');
    if (method === 'version' && wasm_bindgen.Engine.version) {
      self.postMessage({ call, answer: wasm_bindgen.Engine.version() });
      return;
    }
    // An engine whose fonts are built in has their outlines.
    if (method === 'has_outlines' && !engine.has_outlines) {
      self.postMessage({ call, answer: true });
      return;
    }
    // A function cannot come in a message: progress goes out in messages of its own.
    if (method === 'batch') args.push((progress: string) => self.postMessage({ call, progress }));
    const answer = plain((engine[method] as (...args: unknown[]) => unknown).apply(engine, args));
    self.postMessage({ call, answer }, [...buffers(answer)]);
  } catch (error) {
    // A trap leaves the engine in an unknown state: the page starts another one.
    const crash = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    self.postMessage({ call, error: error instanceof Error ? error.message : String(error), crash });
  }
};
