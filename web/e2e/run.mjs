// Runs the browser journeys on the real binary with the demonstration, one after the other.
// With words as arguments, only the journeys whose names hold one of them. Ends with "N passed, N failed".
// A journey that never ends is stopped (watch.mjs).
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openPage, startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';
import { Stuck, walked, within } from './watch.mjs';

const here = import.meta.dirname;
const results = join(here, '../test-results');
const wanted = process.argv.slice(2);

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const journeys = [];
for (const file of readdirSync(join(here, 'journeys')).sort()) {
  const { default: list } = await import(join(here, 'journeys', file));
  journeys.push(
    ...Object.entries(list).map(([name, walk]) => ({ name: `${file.replace('.mjs', '')}: ${name}`, walk })),
  );
}
const chosen = journeys.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));

const start = Date.now();
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

let server;
let browser;
async function begin() {
  server = await startServer();
  browser = await startBrowser();
}
async function end() {
  if (browser) await within(60_000, browser.close()); // which kills a browser that does not close within half a minute
  await server?.stop();
  browser = undefined;
  server = undefined;
}

/** Walks one journey; what went wrong is told, with pictures of its pages. */
async function attempt({ name, walk }) {
  const began = Date.now();
  const pages = [];
  const open = async (options) => {
    const page = await openPage(browser, server.url, options);
    pages.push(page);
    return page;
  };
  try {
    await walked(() => walk({ open, cli: server.cli, url: server.url }), pages);
    const complaints = pages.flatMap((page) => page.complaints);
    if (complaints.length > 0) throw new Error(`the pages complained:\n${complaints.join('\n')}`);
    console.log(`ok    ${name} (${seconds(began)})`);
    return 'ok';
  } catch (error) {
    if (error instanceof Stuck && error.browser) {
      console.log(`stuck ${name} (${seconds(began)})\n      ${error.message}`);
      return 'stuck';
    }
    console.log(
      `FAIL  ${name} (${seconds(began)})\n      ${String(error.stack ?? error).replaceAll('\n', '\n      ')}`,
    );
    for (const [i, page] of pages.entries()) {
      const file = join(results, `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}-${i}.png`);
      await page.screenshot({ path: file, fullPage: true, timeout: 10_000 }).then(
        () => console.log(`      picture: ${file}`),
        () => undefined,
      );
    }
    return error instanceof Stuck ? 'stopped' : 'failed';
  } finally {
    for (const page of pages) await within(10_000, page.context().close());
  }
}

let passed = 0;
let failed = 0;
try {
  await begin();
  console.log(`demonstration ready, server and browser started (${seconds(start)})`);
  for (const journey of chosen) {
    let outcome = await attempt(journey);
    if (outcome === 'stuck') {
      // No script of the page holds it up: the browser has failed, not the product. Once more, in a new one.
      await end();
      await begin();
      outcome = await attempt(journey);
    }
    if (outcome === 'ok') passed++;
    else failed++;
    const last = server.died();
    if (last) {
      console.log(last);
      break;
    }
    if (outcome === 'stuck' || outcome === 'stopped') {
      // Whatever still runs of it must not disturb the next one, and fails now.
      process.on('unhandledRejection', () => undefined);
      await end();
      await begin();
    }
  }
} finally {
  await end();
}
failed += chosen.length - passed - failed; // those never walked, after the server stopped
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0); // a stopped journey may still wait
