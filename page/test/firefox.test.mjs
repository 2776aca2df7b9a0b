// The main scenario in Firefox, driven over WebDriver BiDi: the example opens, its files are those of the native program, a cell is mended.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';
import { REAL, here } from './helpers.mjs';

const firefox = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
const program = process.env.JIXIAO ?? join(here, '../../target/release/jixiao');
const example = join(here, '../../examples/hezheng-2025.json');

/** Waits until something is there. */
async function until(what, words) {
  for (let left = 300; left > 0; left--) {
    const found = await what();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not seen: ${words}`);
}

test('Firefox: the example opens, its files are those of the native program, a cell is mended', async () => {
  assert.ok(existsSync(firefox), `Firefox is not there: ${firefox}`);
  const [downloads, native] = ['downloads-', 'native-'].map((name) => mkdtempSync(join(tmpdir(), name)));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefox,
    headless: true,
    extraPrefsFirefox: { 'browser.download.folderList': 2, 'browser.download.dir': downloads, 'browser.download.useDownloadDir': true },
  });
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.setViewport({ width: 1366, height: 768 });
    await page.goto(pathToFileURL(REAL).href, { waitUntil: 'domcontentloaded' });
    await page.waitForFunction(() => document.documentElement.dataset.ready, { timeout: 60_000 });
    const ready = await page.evaluate(() => Number(document.documentElement.dataset.ready));
    const input = await page.$('input[type=file][multiple]');
    await input.uploadFile(example);
    await page.waitForSelector('.document');
    const summary = () => page.$eval('.side h2', (element) => element.textContent);
    const before = await summary();

    execFileSync(program, ['render', example, '-o', native, '--format', 'xlsx,pdf,html'], { stdio: 'ignore' });
    // Clicks a button at once when it is there: the page draws its lists anew.
    const press = (selector, words) =>
      until(() => page.evaluate((which, start) => {
        const found = [...document.querySelectorAll(which)].find((each) => each.textContent.trim().startsWith(start) && !each.disabled);
        found?.click();
        return Boolean(found);
      }, selector, words), words);
    for (const words of ['Excel 工作簿', 'PDF', '网页']) {
      await press('button', '取走');
      await press('button', words);
    }
    for (const name of readdirSync(native).filter((each) => !each.startsWith('.'))) {
      const made = join(downloads, name);
      await until(() => existsSync(made) && !existsSync(`${made}.part`) && readFileSync(made).equals(readFileSync(join(native, name))), `${name}, the bytes of the native program`);
    }

    // The first proposed mend is taken by a click, and undone.
    await press('.finding .take', '改成');
    await until(async () => (await summary()) !== before, 'the findings after a mend');
    await press('button', '撤销');
    await until(async () => (await summary()) === before, 'the findings as before');
    assert.deepEqual(errors, []);
    console.log(`Firefox: ready ${ready} ms`);
  } finally {
    await browser.close();
  }
});
