// Runs the browser journeys on the real binary with the demonstration: two walkers take a file each until none is left.
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

/** Journeys of one file, in its order; all on one server. */
const files = [];
for (const file of readdirSync(join(here, 'journeys')).sort()) {
  const { default: list } = await import(join(here, 'journeys', file));
  const journeys = Object.entries(list)
    .map(([name, walk]) => ({ name: `${file.replace('.mjs', '')}: ${name}`, walk }))
    .filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
  if (journeys.length > 0) files.push(journeys);
}
const chosen = files.reduce((sum, list) => sum + list.length, 0);
// The longest begins, so that no walker is left alone with it at the end.
files.sort((a, b) => Number(b[0].name.startsWith('screens')) - Number(a[0].name.startsWith('screens')));

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
let passed = 0;
let failed = 0;

/** Walks journeys one after the other, with a server and a browser of its own. */
class Walker {
  async begin() {
    this.server = await startServer();
    this.browser = await startBrowser();
  }

  async end() {
    if (this.browser) await within(60_000, this.browser.close()); // kills one that does not close within half a minute
    await this.server?.stop();
    this.browser = undefined;
    this.server = undefined;
  }

  async again() {
    await this.end();
    await this.begin();
  }

  /** Walks until no file is left, or the server has died. */
  async walk() {
    try {
      await this.begin();
      for (let list = files.shift(); list; list = files.shift()) {
        for (const journey of list) {
          await this.count(journey);
          const last = this.server.died();
          if (last) {
            console.log(last);
            return;
          }
        }
      }
    } finally {
      await this.end();
    }
  }

  async count(journey) {
    let outcome = await this.attempt(journey);
    if (outcome === 'stuck') {
      // No script of the page holds it up: the browser has failed, not the product. Once more, in a new one.
      await this.again();
      outcome = await this.attempt(journey);
    }
    if (outcome === 'ok') passed++;
    else failed++;
    if (outcome === 'stuck' || outcome === 'stopped') {
      // Whatever still runs of it must not disturb the next one, and fails now.
      process.on('unhandledRejection', () => undefined);
      await this.again();
    }
  }

  /** Walks one journey; what went wrong is told, with pictures of its pages. */
  async attempt({ name, walk }) {
    const { server, browser } = this;
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
      await pictures(name, pages);
      return error instanceof Stuck ? 'stopped' : 'failed';
    } finally {
      for (const page of pages) await within(10_000, page.context().close());
    }
  }
}

async function pictures(name, pages) {
  for (const [i, page] of pages.entries()) {
    const file = join(results, `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}-${i}.png`);
    await page.screenshot({ path: file, fullPage: true, timeout: 10_000 }).then(
      () => console.log(`      picture: ${file}`),
      () => undefined,
    );
  }
}

const start = Date.now();
const walkers = Math.min(Number(process.env.MANYI_WALKERS ?? 2), files.length);
const ends = await Promise.allSettled(Array.from({ length: walkers }, () => new Walker().walk()));
for (const { reason } of ends) if (reason) console.log(reason);
failed += chosen - passed - failed; // those never walked, after a server stopped
console.log(`${walkers} walkers, ${seconds(start)}`);
console.log(`${passed} passed, ${failed} failed`);
const well = passed > 0 && failed === 0 && ends.every(({ status }) => status === 'fulfilled');
process.exit(well ? 0 : 1); // a stopped journey may still wait
