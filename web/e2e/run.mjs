// Runs the browser journeys on the real binary with the demonstration, one after the other.
// With words as arguments, only the journeys whose names hold one of them. Ends with "N passed, N failed".
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openPage, startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

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
const server = await startServer();
const browser = await startBrowser();
console.log(`demonstration ready, server and browser started (${seconds(start)})`);

let passed = 0;
let failed = 0;
try {
  for (const { name, walk } of chosen) {
    const began = Date.now();
    const pages = [];
    const open = async (options) => {
      const page = await openPage(browser, server.url, options);
      pages.push(page);
      return page;
    };
    try {
      await walk({ open, cli: server.cli, url: server.url });
      const complaints = pages.flatMap((page) => page.complaints);
      if (complaints.length > 0) throw new Error(`the pages complained:\n${complaints.join('\n')}`);
      passed++;
      console.log(`ok    ${name} (${seconds(began)})`);
    } catch (error) {
      failed++;
      console.log(
        `FAIL  ${name} (${seconds(began)})\n      ${String(error.stack ?? error).replaceAll('\n', '\n      ')}`,
      );
      for (const [i, page] of pages.entries()) {
        const file = join(results, `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}-${i}.png`);
        await page.screenshot({ path: file, fullPage: true }).then(
          () => console.log(`      picture: ${file}`),
          () => undefined,
        );
      }
    } finally {
      for (const page of pages) await page.context().close();
    }
    const end = server.died();
    if (end) {
      console.log(end);
      break;
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
failed += chosen.length - passed - failed; // those never walked, after the server stopped
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
