// Debian's Chromium driven by playwright-core: one browser, a fresh context for every person.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { password } from './server.mjs';

const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export const sizes = {
  desk: { width: 1440, height: 900 },
  tablet: { width: 768, height: 1024 },
  phone: { width: 390, height: 844 },
};

export function startBrowser() {
  const paths = [
    process.env.MANYI_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  const executablePath = paths.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('no Chromium found: run scripts/setup.sh chromium or set MANYI_CHROMIUM');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * A page in a context of its own. What the page complains about on its console, and requests that leave the server,
 * are collected in `complaints`.
 */
export async function openPage(browser, url, { size = 'desk', lang = 'zh', look = 'light', ...more } = {}) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: sizes[size],
    locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: look,
    reducedMotion: 'reduce',
    hasTouch: size === 'phone',
    ...more,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.session = await context.newCDPSession(page); // by which watch.mjs ends a script that does not return
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A refused request is part of what is tested; the browser logs it all the same.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      page.complaints.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    const target = request.url();
    if (!target.startsWith(url) && !target.startsWith('data:') && !target.startsWith('blob:')) {
      page.complaints.push(`foreign request: ${target}`);
    }
  });
  return page;
}

/** Logs somebody in by the form, as a person does; `lang` overrides the language of the account. */
export async function login(page, name, lang) {
  await page.goto('/login');
  await page.locator('input[autocomplete=username]').fill(name);
  await page.locator('input[autocomplete=current-password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('main#main h1').first().waitFor();
  if (lang) await page.evaluate((one) => localStorage.setItem('manyi.language', one), lang);
}

/** A button by its whole name. */
export const named = (page, name) => page.getByRole('button', { name, exact: true });

/** Waits until the page has asked and drawn everything; open waves keep a stream, so the network is never idle. */
export async function settled(page) {
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .m-stale, .ant-spin-spinning'));
  await page.waitForTimeout(150);
}

/** Goes to a page by its two keys; they count as one only when they come close together. */
export async function go(page, key, path) {
  for (let n = 0; n < 5; n++) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    const there = await page.waitForURL(`**/${path}`, { timeout: 3000 }).then(
      () => true,
      () => false,
    );
    if (there) return settled(page);
  }
  throw new Error(`g ${key} does not lead to ${path}`);
}

/** Serious and critical findings of axe, each as one line with its place. */
export async function axe(page) {
  await page.evaluate(() => document.activeElement?.blur?.());
  if (!(await page.evaluate(() => 'axe' in window))) {
    // Evaluated, not added as a script element: the content security policy stays in force.
    const { readFileSync } = await import('node:fs');
    await page.evaluate(readFileSync(axeSource, 'utf8'));
  }
  const result = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }),
  );
  return result.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

/** How far the page sticks out to the side, in pixels: nothing may make a page scroll sideways. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Answers a respondent page by hand: the given option of every question that is shown, then the primary button. */
export async function answer(page, { choose = 0, text = '服务很好' } = {}) {
  for (let step = 0; step < 20; step++) {
    const names = await page
      .locator('input[type=radio]')
      .evaluateAll((all) => [...new Set(all.filter((one) => one.checkVisibility()).map((one) => one.name))]);
    for (const name of names) {
      const radios = page.locator(`input[type=radio][name="${name}"]`);
      await radios.nth(Math.min(choose, (await radios.count()) - 1)).check({ force: true });
    }
    const area = page.locator('textarea:visible').first();
    if (await area.count()) await area.fill(text);
    // The old page is still there for a moment after the click, whether the script or the browser sends it.
    const button = page.locator('button.primary');
    await button.evaluate((one) => one.setAttribute('data-pressed', ''));
    await button.click();
    await page.waitForFunction(() => !document.querySelector('button[data-pressed]'));
    await page.locator('main.notice, .summary, button.primary').first().waitFor();
    if (await page.locator('main.notice').count()) return page.locator('main.notice').innerText();
    if (await page.locator('.summary').count()) throw new Error(await page.locator('.summary').innerText());
  }
  throw new Error('the questionnaire never ended');
}
