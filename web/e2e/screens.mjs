// Pictures of every screen into web/screens/: three sizes, two languages, and the dark look on a desk.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { login, openPage, settled, sizes, startBrowser } from './browser.mjs';
import { pathOf, screens } from './pages.mjs';
import { startServer } from './server.mjs';

const folder = join(import.meta.dirname, '../screens');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const server = await startServer();
const browser = await startBrowser();
let taken = 0;

async function picture(page, name) {
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  taken++;
}

try {
  const looks = Object.keys(sizes).flatMap((size) => ['zh', 'en'].map((lang) => ({ size, lang, look: 'light' })));
  for (const options of [...looks, { size: 'desk', lang: 'zh', look: 'dark' }]) {
    const suffix = `${options.size}-${options.lang}${options.look === 'dark' ? '-dark' : ''}`;
    const stranger = await openPage(browser, server.url, options);
    await stranger.goto('/login');
    await stranger.locator('button[type=submit]').waitFor();
    await picture(stranger, `login-${suffix}`);
    await stranger.context().close();

    const pages = {};
    for (const who of ['sm', 'admin']) {
      pages[who] = await openPage(browser, server.url, options);
      await login(pages[who], who, options.lang);
    }
    for (const [name, screen] of Object.entries(screens)) {
      const page = pages[screen.who ?? 'sm'];
      await page.goto(await pathOf(page, screen));
      await settled(page);
      await picture(page, `${name}-${suffix}`);
    }
    for (const page of Object.values(pages)) await page.context().close();

    const [link] = JSON.parse(await server.cli('links', '--wave', 'bank-2026h2', '--format', 'json'));
    const respondent = await openPage(browser, server.url, options);
    await respondent.goto(new URL(link.url).pathname);
    await respondent.locator('button.primary').waitFor();
    await picture(respondent, `respondent-${suffix}`);
    await respondent.context().close();
  }
} finally {
  await browser.close();
  await server.stop();
}
console.log(`${taken} pictures in web/screens`);
