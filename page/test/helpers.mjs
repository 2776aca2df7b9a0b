// What the scenarios share: the browser, the page, what left it, what it said.
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
export const here = dirname(fileURLToPath(import.meta.url));
export const out = join(here, 'out');
mkdirSync(out, { recursive: true });
export const MOCK = join(here, '../dist/mock.html');
export const REAL = join(here, '../dist/绩效目标表.html');
export const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let browser;
export async function start() {
  browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  return browser;
}
export async function stop() {
  await browser?.close();
  browser = undefined;
}

/** Opens the page from disk. `log` has all that would be wrong: requests, console errors, refused policies. */
export async function openPage({ file = MOCK, init, ...options } = {}) {
  if (!existsSync(file)) throw new Error(`build it first: ${file}`);
  const context = await (await start()).newContext({ viewport: { width: 1366, height: 768 }, acceptDownloads: true, locale: 'zh-CN', ...options });
  const page = await context.newPage();
  const log = { requests: [], errors: [] };
  const url = pathToFileURL(file).href;
  const own = (each) => each === url || each.startsWith('blob:') || each.startsWith('data:');
  context.on('request', (request) => { if (!own(request.url())) log.requests.push(request.url()); });
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  cdp.on('Network.requestWillBeSent', ({ request }) => { if (!own(request.url)) log.requests.push(`cdp ${request.url}`); });
  cdp.on('Network.webSocketCreated', (socket) => log.requests.push(`socket ${socket.url}`));
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) log.errors.push(message.text()); });
  page.on('pageerror', (error) => log.errors.push(`${error.message}\n${error.stack}`));
  page.on('framenavigated', (frame) => { if (frame.url() !== url) log.requests.push(`navigated ${frame.url()}`); });
  page.on('popup', (popup) => log.requests.push(`popup ${popup.url()}`));
  if (init) await page.addInitScript(init);
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  await page.goto(url);
  await page.waitForSelector('html[data-ready]', { timeout: 30_000 });
  return { page, context, cdp, log };
}

export async function clean({ page, context, log }, assert) {
  const violations = await page.evaluate(() => globalThis.violations);
  assert.deepEqual(violations, [], 'the policy was not broken');
  assert.deepEqual(log.requests, [], 'nothing left the page');
  assert.deepEqual(log.errors, [], 'nothing in the console');
  await context.close();
}

export const json = (data) => Buffer.from(JSON.stringify(data));
export const file = (name, data) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.isBuffer(data) ? data : json(data) });

/** Drops files on the page, as a drag from the desktop ends. */
export async function drop(page, files) {
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') })));
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('main', type, { dataTransfer: transfer });
  await transfer.dispose();
}

export async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.filter((each) => ['serious', 'critical'].includes(each.impact)).map((each) => `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

/** The engine's worker of a page: the one with the glue of wasm-bindgen; the others unpack and end. */
export async function engineOf(page) {
  for (const worker of page.workers()) if (await worker.evaluate(() => typeof wasm_bindgen).catch(() => '') === 'function') return worker;
  throw new Error('the engine has no worker');
}

/** Bytes: the engine's memory, the page's heap after its garbage went, and what the processes of the pages hold. */
export async function memory({ page, cdp }) {
  // initSync answers with the exports of the module that is there.
  const wasm = await (await engineOf(page)).evaluate(() => wasm_bindgen.initSync({}).memory.buffer.byteLength);
  let heap = Infinity, nodes = Infinity;
  // What was just closed is held for a moment by events that are under way.
  for (let times = 0; times < 3; times++) {
    await page.waitForTimeout(150);
    await cdp.send('HeapProfiler.collectGarbage');
    heap = Math.min(heap, (await cdp.send('Runtime.getHeapUsage')).usedSize);
    nodes = Math.min(nodes, (await cdp.send('Memory.getDOMCounters')).nodes);
  }
  return { wasm, heap, nodes, processes: await resident() };
}

/** The largest process of a page: bytes that it holds in memory now, and the most so far. */
export async function resident() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  let now = 0, most = 0;
  for (const { type, id } of processInfo) {
    if (type !== 'renderer') continue;
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    const of = (name) => Number(new RegExp(`${name}:\\s*(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
    now = Math.max(now, of('VmRSS'));
    most = Math.max(most, of('VmHWM'));
  }
  return { now, most };
}

export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

export const shot = (page, name) => page.screenshot({ path: join(out, `${name}.png`) });

/** What a button downloads. */
export async function downloaded(page, click) {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  const path = await download.path();
  return { name: download.suggestedFilename(), bytes: readFileSync(path) };
}

export const department = (more = {}) => ({
  edition: 'sample-2026', year: 2026, code: '001',
  department: {
    name: '云岭县水务局', contact: { name: '张某', phone: '138****0000' }, functions: '负责全县水资源管理。\n关于关于印发“三定”规定的通知。', change: '否', staff: 12,
    income: { upper: 10, local: 90.5, total: 100 }, target: '保障城乡供水。',
    indicators: [
      { level1: '产出指标', level2: '数量指标', name: '新建管网', sign: '>=', value: 12, unit: '公里' },
      { level1: '产出指标', level2: '质量指标', name: '工程合格率', sign: '≥', value: 98, unit: '%' },
      { level1: '满意度指标', level2: '服务对象满意度指标', name: '用水户满意度', sign: '≥', value: 90, unit: '%' },
    ],
  },
  projects: [{ name: '管网改造', unit: '县供水公司', funds: 40, indicators: [{ level1: '产出指标', level2: '数量指标', name: '改造管网', sign: '≥', value: 8, unit: '公里' }] }],
  ...more,
});

export const cell = (page, words) => page.locator('.grid .cell', { hasText: words }).first();
