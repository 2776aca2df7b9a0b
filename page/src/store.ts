// Work kept in the browser: off until it is switched on, and under a passphrase if the user gives one.
// Any HTML file opened from disk in the same browser can read this store, so the words beside the switch say so.

const BASE = 'jixiao';
const STORE = 'work';
const ROUNDS = 600_000;
const SWITCH = 'jixiao-keep';

export interface Kept {
  key: string;
  name: string;
  edition: string;
  time: number;
  text?: string;
  locked?: { salt: Uint8Array; iv: Uint8Array; data: ArrayBuffer };
}

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(BASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('这个浏览器不让网页存东西'));
  });
}

async function within<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const base = await database();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = base.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(new Error('没有存上，浏览器给的地方可能满了'));
    });
  } finally {
    base.close();
  }
}

async function keyOf(passphrase: string, salt: Uint8Array): Promise<CryptoKey> {
  const raw = await crypto.subtle.importKey('raw', new TextEncoder().encode(passphrase.normalize('NFC')), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt: salt as BufferSource, iterations: ROUNDS },
    raw,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

export class Store {
  /** Settings only, never content. */
  private stored = ((): string => {
    try {
      return localStorage.getItem(SWITCH) ?? '';
    } catch {
      return '';
    }
  })();
  private lock: { salt: Uint8Array; key: CryptoKey } | undefined;

  get on(): boolean {
    return this.stored !== '';
  }

  /** The user asked for a passphrase, which this visit has not got yet: nothing is kept in clear instead. */
  get waiting(): boolean {
    return this.stored === 'locked' && !this.lock;
  }

  get locked(): boolean {
    return this.stored === 'locked';
  }

  async switchOn(passphrase: string): Promise<void> {
    if (passphrase) {
      const salt = crypto.getRandomValues(new Uint8Array(16));
      this.lock = { salt, key: await keyOf(passphrase, salt) };
    } else this.lock = undefined;
    this.stored = passphrase ? 'locked' : 'open';
    localStorage.setItem(SWITCH, this.stored);
  }

  async switchOff(): Promise<void> {
    this.stored = '';
    this.lock = undefined;
    localStorage.removeItem(SWITCH);
    await this.clear();
  }

  async keep(key: string, name: string, edition: string, text: string): Promise<boolean> {
    if (!this.on || this.waiting) return false;
    const kept: Kept = { key, name: this.lock ? '（有口令）' : name, edition, time: Date.now() };
    if (this.lock) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.lock.key, new TextEncoder().encode(JSON.stringify([name, text])));
      kept.locked = { salt: this.lock.salt, iv, data };
    } else kept.text = text;
    // Switched off while the text was being locked: it must not come back.
    if (!this.on) return false;
    await within('readwrite', (store) => store.put(kept));
    return true;
  }

  async all(): Promise<Kept[]> {
    const list = await within<Kept[]>('readonly', (store) => store.getAll() as IDBRequest<Kept[]>);
    return list.sort((one, other) => other.time - one.time);
  }

  async read(kept: Kept, passphrase: string): Promise<{ name: string; text: string }> {
    if (!kept.locked) return { name: kept.name, text: kept.text ?? '' };
    try {
      const key = await keyOf(passphrase, kept.locked.salt);
      const data = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: kept.locked.iv as BufferSource }, key, kept.locked.data);
      const [name, text] = JSON.parse(new TextDecoder().decode(data)) as [string, string];
      return { name, text };
    } catch {
      throw new Error('口令不对，打不开');
    }
  }

  forget = (key: string): Promise<unknown> => within('readwrite', (store) => store.delete(key));
  clear = (): Promise<unknown> => within('readwrite', (store) => store.clear());
}
