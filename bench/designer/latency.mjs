// How long the questionnaire editor takes from a key to the picture, with a draft of many items open.
// Run by hand after make build: node bench/designer/latency.mjs [items] [url]
import { loadavg } from 'node:os';
import { login, openPage, settled, startBrowser } from '../../web/e2e/browser.mjs';
import { startServer } from '../../web/e2e/server.mjs';

const items = Number(process.argv[2] ?? 200);
const KEYS = 60;
const RUNS = 5;
const words = (zh) => ({ zh, en: `${zh} in English` });

/** A questionnaire of many items in ten sections: ratings with bounds, singles with conditions, texts. */
function document(count) {
  const five = [5, 4, 3, 2, 1].map((value) => ({ code: String(value), text: words(`第 ${value} 级`), value }));
  const sections = Array.from({ length: 10 }, (_, s) => ({
    code: `S${s + 1}`,
    title: words(`第 ${s + 1} 节`),
    items: [],
  }));
  for (let n = 1; n <= count; n++) {
    const section = sections[Math.floor(((n - 1) * sections.length) / count)];
    const item = { code: `Q${n}`, text: words(`第 ${n} 题问什么`), type: ['single', 'nps', 'text', 'multiple'][n % 4] };
    if (item.type === 'single' || item.type === 'multiple') item.options = five;
    if (item.type === 'text') item.max_length = 500;
    if (n > 1 && n % 5 === 0) item.show_if = { item: `Q${n - 1}`, op: 'answered' };
    section.items.push(item);
  }
  return {
    format: 'manyi.questionnaire/1',
    code: 'designer',
    version: '1.0',
    languages: ['zh', 'en'],
    paging: 'sections',
    title: words('很长的问卷'),
    sections,
  };
}

/** Types into the field the keyboard is on; each key is timed until the frame that shows it has been drawn. */
async function type(page) {
  await page.evaluate(() => {
    window.times = [];
    const channel = new MessageChannel();
    let pressed = 0;
    channel.port1.onmessage = () => window.times.push(performance.now() - pressed);
    window.onkeydown = (event) => {
      pressed = event.timeStamp;
      requestAnimationFrame(() => channel.port2.postMessage(0)); // arrives after the frame
    };
  });
  for (let n = 0; n < KEYS; n++) {
    await page.keyboard.press('abcdefghij'[n % 10]);
    await page.waitForFunction((count) => window.times.length > count, n);
    await page.waitForTimeout(40);
  }
  return page.evaluate(() => window.times);
}

const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const median = (list) => at(list, 0.5);

async function measure(page, focus) {
  const runs = [];
  for (let n = 0; n < RUNS; n++) {
    await focus();
    const times = await type(page);
    runs.push({ p50: at(times, 0.5), p95: at(times, 0.95) });
  }
  return { p50: median(runs.map((one) => one.p50)), p95: median(runs.map((one) => one.p95)) };
}

const server = process.argv[3] ? { url: process.argv[3], stop: async () => undefined } : await startServer();
const browser = await startBrowser();
try {
  const page = await openPage(browser, server.url);
  page.setDefaultTimeout(30_000);
  await login(page, 'sm');
  const made = await page.request.post('/api/v1/questionnaire-drafts', { data: { document: document(items) } });
  if (!made.ok()) throw new Error(await made.text());
  const { id } = await made.json();
  const began = Date.now();
  await page.goto(`/questionnaires/draft/${id}/edit`);
  await page.getByRole('treeitem').nth(items).waitFor();
  await settled(page);
  const opened = Date.now() - began;
  const middle = Math.floor(items / 8) * 4; // a single
  const row = page.getByRole('treeitem', { name: `第 ${middle} 题` }).first();
  await row.click();
  const text = await measure(page, () => page.getByLabel('题干 (中文)').focus());
  const option = await measure(page, () => page.getByLabel('文字 3 (中文)').focus());
  await page.evaluate(() => {
    window.document.body.replaceChildren(window.document.createElement('input'));
  });
  const plain = await measure(page, () => page.locator('input').focus());
  const line = (name, { p50, p95 }) =>
    console.log(
      `${name.padEnd(24)} p50 ${p50.toFixed(1)} ms   p95 ${p95.toFixed(1)} ms   p50 ${(p50 / plain.p50).toFixed(2)} × plain`,
    );
  console.log(
    `load ${loadavg()[0].toFixed(1)}, ${items} items, ${KEYS} keys, median of ${RUNS} runs; opened in ${opened} ms`,
  );
  line('text of an item', text);
  line('text of an option', option);
  line('plain field, empty page', plain);
} finally {
  await browser.close();
  await server.stop();
}
