// Engines in workers: loading the blocks of the page, one engine for the work, a pool for a folder.
import type { Added, BatchOptions, Edition, EngineCalls, Info, Made, NamedBytes, Op, Progress, Report, Rules, Screen, ScreenChange } from './types';

/** The engine could not go on, and another one has to be started. */
export class Crash extends Error {}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

// The only policy: the page makes worker scripts out of its own blob and nothing else.
const scripts = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('jixiao', {
  createScriptURL(url) {
    if (!url.startsWith('blob:')) throw new TypeError('only blobs');
    return url;
  },
});

interface Block { name: string; text: string; packed: number; size: number }

/** A block of the page. The text leaves the page: it is not needed a second time. */
function take(element: Element | null, name: string): Block {
  if (!element) throw new Error(`网页不完整，缺少 ${name}`);
  element.remove();
  const number = (attribute: string): number => Number(element.getAttribute(attribute));
  return { name, text: (element.textContent ?? '').trim(), packed: number('data-packed'), size: number('data-size') };
}

/** Small blocks are gzip in base64, unpacked while they are read. */
function small(id: string, type: string): Response {
  const bytes = Uint8Array.from(atob(take(document.getElementById(id), id).text), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream, { headers: { 'content-type': type } });
}

let told: Promise<string> | undefined;

/** The licences of all that is in the page. Unpacked when somebody asks. */
export function licences(): Promise<string> {
  told ??= small('block-licences', 'text/plain').text();
  return told;
}

function workerOf(script: string): Worker {
  return new Worker(scripts ? scripts.createScriptURL(script) : script);
}

/** Large blocks are xz: a worker for each processor, the largest block first. */
async function unpackAll(blocks: Block[]): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const [module, code] = await Promise.all([
    WebAssembly.compileStreaming(small('block-xz', 'application/wasm')),
    small('block-unpack', 'text/javascript').blob(),
  ]);
  const script = URL.createObjectURL(code);
  const left = [...blocks].sort((one, other) => other.size - one.size);
  const done = new Map<string, Uint8Array<ArrayBuffer>>();
  const one = async (): Promise<void> => {
    const worker = workerOf(script);
    try {
      for (let block = left.shift(); block; block = left.shift()) {
        const { name, text, packed, size } = block;
        done.set(name, await new Promise((resolve, reject) => {
          worker.onerror = (event) => reject(new Error(event.message || '网页没有展开'));
          worker.onmessage = ({ data }: MessageEvent<{ bytes?: Uint8Array<ArrayBuffer>; failed?: string }>) => {
            if (data.bytes) resolve(data.bytes);
            else reject(new Error(data.failed ?? '网页没有展开'));
          };
          worker.postMessage({ module, text, packed, size });
        }));
      }
    } finally {
      worker.terminate();
    }
  };
  const count = Math.min(Math.max(navigator.hardwareConcurrency || 2, 2), 4, blocks.length);
  await Promise.all(Array.from({ length: count }, one));
  URL.revokeObjectURL(script);
  return done;
}

interface Parts { module: WebAssembly.Module; script: string; fonts: NamedBytes[] }
let parts: Promise<Parts> | undefined;

const ENGINE = 'block-engine';

async function load(): Promise<Parts> {
  const faces = [...document.querySelectorAll('script[data-font]')];
  const names = faces.map((element) => element.getAttribute('data-font') ?? '');
  const blocks = [take(document.getElementById(ENGINE), ENGINE), ...faces.map((element, at) => take(element, names[at]!))];
  const [bytes, code] = await Promise.all([unpackAll(blocks), small('block-worker', 'text/javascript').blob()]);
  const module = await WebAssembly.compile(bytes.get(ENGINE)!);
  return { module, script: URL.createObjectURL(code), fonts: names.map((name) => ({ name, bytes: bytes.get(name)! })) };
}

/** What the user added: each engine gets it, in this order. */
type Addition = { edition: NamedBytes[] } | { font: NamedBytes };
let additions: Addition[] = [];

/** Notes what an engine took, for those that are started later. */
export function noteAddition(addition: Addition): void {
  const font = 'font' in addition ? addition.font.name : undefined;
  additions = [...additions.filter((each) => !('font' in each) || each.font.name !== font), addition];
}

type Waiting = { resolve(value: unknown): void; reject(error: Error): void; told?: (progress: Progress) => void };

/** One engine in one worker. Calls are answered in their order. */
export class Engine {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  private dead = false;
  private constructor(private readonly worker: Worker) {}

  static async start(): Promise<Engine> {
    parts ??= load();
    const { module, script, fonts } = await parts;
    const worker = workerOf(script);
    const engine = new Engine(worker);
    await new Promise<void>((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message || '检查程序没有启动'));
      worker.onmessage = (event: MessageEvent<{ ready?: true; failed?: string }>) => {
        if (event.data.ready) resolve();
        else reject(new Error(event.data.failed ?? '检查程序没有启动'));
      };
      worker.postMessage({ module, fonts });
    });
    worker.onmessage = (event) => engine.answered(event.data as Parameters<Engine['answered']>[0]);
    worker.onerror = (event) => {
      event.preventDefault();
      engine.stop(event.message || '检查程序停止了');
    };
    for (const each of additions) {
      const { names } = 'font' in each ? await engine.addFont(each.font) : await engine.addEdition(each.edition);
      if (names.length === 0) throw new Error('您加的表样或字体，这一次没有加上');
    }
    return engine;
  }

  private answered(message: { call: number; answer?: unknown; error?: string; crash?: boolean; progress?: string }): void {
    const waiting = this.waiting.get(message.call);
    if (message.progress !== undefined) {
      waiting?.told?.(JSON.parse(message.progress) as Progress);
      return;
    }
    this.waiting.delete(message.call);
    if (message.error === undefined) {
      waiting?.resolve(message.answer);
    } else if (message.crash) {
      waiting?.reject(new Crash(message.error));
      this.stop(message.error);
    } else {
      waiting?.reject(new Error(message.error));
    }
  }

  /** Ends the worker; what was asked of it is refused. */
  stop(reason: string): void {
    this.dead = true;
    this.worker.terminate();
    for (const waiting of this.waiting.values()) waiting.reject(new Crash(reason));
    this.waiting.clear();
  }

  get stopped(): boolean {
    return this.dead;
  }

  call<Method extends keyof EngineCalls>(
    method: Method,
    ...args: Parameters<EngineCalls[Method]>
  ): Promise<ReturnType<EngineCalls[Method]>> {
    return this.asked(method, args);
  }

  private asked<T>(method: keyof EngineCalls, args: unknown[], told?: Waiting['told']): Promise<T> {
    if (this.dead) return Promise.reject(new Crash('检查程序停止了'));
    const call = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(call, { resolve: resolve as Waiting['resolve'], reject, told });
      this.worker.postMessage({ call, method, args });
    });
  }

  private async json<T>(answer: Promise<string>): Promise<T> {
    return JSON.parse(await answer) as T;
  }

  editions = (): Promise<Edition[]> => this.json(this.call('editions'));
  rules = (edition: string): Promise<Rules> => this.json(this.call('rules', edition));
  open = (files: NamedBytes[], edition?: string): Promise<{ documents: Info[]; report: Report }> =>
    this.json(this.call('open', files, edition));
  begin = (edition: string, copies: Record<string, number>, rows: number, year?: number): Promise<Info> =>
    this.json(this.call('start', edition, JSON.stringify(copies), rows, year));
  addEdition = (files: NamedBytes[]): Promise<Added> => this.json(this.call('add_edition', files));
  addFont = (file: NamedBytes): Promise<Added> => this.json(this.call('add_font', file.name, file.bytes));
  list = (ids: number[]): Promise<Made> => this.call('list', JSON.stringify(ids), 'xlsx');
  screen = (id: number): Promise<Screen> => this.json(this.call('view', id));
  edit = (id: number, ops: Op[]): Promise<ScreenChange> => this.json(this.call('edit', id, JSON.stringify(ops)));
  undo = (id: number): Promise<ScreenChange> => this.json(this.call('undo', id));
  redo = (id: number): Promise<ScreenChange> => this.json(this.call('redo', id));
  /** Everything that the command makes of a folder; `told` hears of the progress. */
  batch = (files: (NamedBytes & { written: number })[], options: BatchOptions, told: (progress: Progress) => void): Promise<Made> =>
    this.asked('batch', [files, JSON.stringify(options)], told);
  make = (id: number, options: { formats: string[]; publish: boolean; each_table: boolean }): Promise<Made> =>
    this.call('make', id, JSON.stringify(options));
}

export const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text);
