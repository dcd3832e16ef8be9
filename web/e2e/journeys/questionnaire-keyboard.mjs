// The whole way of a questionnaire by keyboard: every input of this file is a key.
import assert from 'node:assert/strict';
import { go, settled } from '../browser.mjs';
import { saved } from '../drafts.mjs';
import { password } from '../server.mjs';

/** What the keyboard is on: its name, its role, and the row or the option that is active in it. */
const focused = (page) =>
  page.evaluate(() => {
    const one = document.activeElement;
    if (!one || one === document.body) return '';
    const label = one.id ? document.querySelector(`label[for="${CSS.escape(one.id)}"]`)?.textContent : undefined;
    const around = one.closest('label')?.textContent;
    const own = one.matches('button, a, [role=treeitem], [role=menuitem]') ? one.textContent : '';
    const name = one.getAttribute('aria-label') ?? label ?? around ?? own ?? '';
    return `${one.getAttribute('role') ?? one.tagName.toLowerCase()} ${name.trim()}`;
  });

/** Presses a key until the keyboard is on something. */
async function reach(page, what, key = 'Tab') {
  const seen = [];
  for (let n = 0; n < 150; n++) {
    const now = await focused(page);
    if (what.test(now)) return;
    seen.push(now);
    await page.keyboard.press(key);
  }
  throw new Error(`the keyboard does not reach ${what}: ${seen.slice(-40).join(' | ')}`);
}

/** Replaces what is in the field the keyboard is on. */
async function write(page, text) {
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

/** Chooses an option of the select the keyboard is on by walking down to it. */
async function pick(page, what) {
  const active = () =>
    page.evaluate(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant');
      const shown = document.querySelector('.ant-select-dropdown:not(.ant-select-dropdown-hidden)');
      const row = shown?.querySelector('.ant-select-item-option-active, .ant-select-tree-treenode-active');
      return row?.textContent ?? (id ? document.getElementById(id)?.textContent : '') ?? '';
    });
  await page.keyboard.press('ArrowDown'); // opens it
  await page.waitForFunction(() => document.querySelector('.ant-select-dropdown:not(.ant-select-dropdown-hidden)'));
  for (let n = 0; n < 30; n++) {
    await page.waitForTimeout(60);
    if (what.test(await active())) {
      await page.keyboard.press('Enter');
      await page.waitForTimeout(100);
      return;
    }
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`the list has no ${what}: ${await active()}`);
}

async function enter(page) {
  await page.goto('/login');
  await page.locator('button[type=submit]').waitFor();
  for (let n = 0; n < 20; n++) {
    if (await page.evaluate(() => document.activeElement?.matches('input[autocomplete=username]'))) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.type('sm');
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.locator('main#main h1').first().waitFor();
  await page.evaluate(() => localStorage.setItem('manyi.language', 'en'));
  await page.reload();
  await settled(page);
}

/** A system of one leaf, published. */
async function indicators(page) {
  await go(page, 'i', 'indicators');
  await reach(page, /^button New indicator system$/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await reach(page, /Name \(Chinese\)/);
  await page.keyboard.insertText('柜台指标');
  await reach(page, /^input Code/);
  await page.keyboard.type('teller');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/edit$/);
  await settled(page);
  await reach(page, /^treeitem/);
  await page.keyboard.press('n');
  await page.keyboard.insertText('柜台满意度');
  await page.keyboard.press('Enter');
  await page.getByText('No problems: ready to publish.').waitFor();
  await saved(page);
  await reach(page, /^button Publish$/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await reach(page, /^input Version/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/indicators/teller/1.0');
  await settled(page);
}

async function begin(page) {
  await go(page, 'q', 'questionnaires');
  await reach(page, /^button New questionnaire$/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await reach(page, /Name \(Chinese\)/);
  await page.keyboard.insertText('柜台回访');
  await reach(page, /Also in English/);
  await page.keyboard.press('Space');
  await reach(page, /Name \(English\)/);
  await page.keyboard.insertText('Teller visit');
  await reach(page, /^input Code/);
  await page.keyboard.type('teller-visit');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/edit$/);
  await settled(page);
}

/** Adds an item of a kind from the outline, with its texts, and goes back to the outline. */
async function add(page, kind, zh, en, more = async () => undefined) {
  await page.keyboard.press('n');
  await page.getByRole('menu', { name: 'Add' }).waitFor();
  await reach(page, kind, 'ArrowDown');
  await page.keyboard.press('Enter');
  await reach(page, /Text \(中文\)|Section title \(中文\)|title \(中文\)/i);
  await page.keyboard.insertText(zh);
  await page.keyboard.press('Tab');
  await page.keyboard.insertText(en);
  await more();
  await page.keyboard.press('Escape');
  await reach(page, /^treeitem/, 'Shift+Tab');
}

/** Sections and items in their order. */
const outline = (page) =>
  page.getByRole('treeitem').evaluateAll((rows) =>
    rows
      .slice(3)
      .map((one) => (one.ariaLevel === '1' ? '| ' : '') + one.querySelector('.m-q-name').textContent)
      .join(' '),
  );

async function make(page) {
  await reach(page, /^treeitem Questionnaire/);
  await page.keyboard.press('ArrowDown'); // indicator sources
  await reach(page, /^combobox Indicator system version/);
  await pick(page, /柜台指标/);
  await page.getByText('1 of 1 leaf indicators', { exact: false }).waitFor();
  await page.keyboard.press('Escape');
  await reach(page, /^treeitem/, 'Shift+Tab');
  await page.keyboard.press('End'); // the section
  await add(page, /Five-point rating/, '柜员怎么样？', 'How was the teller?', async () => {
    await reach(page, /^combobox Indicator$/);
    await pick(page, /柜台满意度/);
  });
  await add(page, /Multiple choice/, '哪里不好？', 'What was wrong?', async () => {
    await reach(page, /Text 1 \(中文\)/);
    await page.keyboard.insertText('太慢');
    await reach(page, /Text 1 \(English\)/);
    await page.keyboard.insertText('Too slow');
    await reach(page, /Text 2 \(中文\)/);
    await page.keyboard.insertText('说不清');
    await reach(page, /Text 2 \(English\)/);
    await page.keyboard.insertText('Not clear');
    await reach(page, /Add a condition/);
    await page.keyboard.press('Enter');
    assert.match(await focused(page), /^combobox Item/, 'the keyboard is not on the new condition');
    await reach(page, /^combobox Comparison/);
    await pick(page, /≤/);
    await reach(page, /Value$/);
    await write(page, '3');
    await reach(page, /^button Add condition$/);
    await page.keyboard.press('Enter');
    assert.match(await focused(page), /^combobox Item/, 'the keyboard is not on the second condition');
    await reach(page, /^button Remove condition$/);
    await page.keyboard.press('Enter');
    assert.notEqual(await focused(page), '', 'the keyboard is nowhere after a condition has gone');
  });
  await add(page, /Text$/, '还有什么要说？', 'Anything else?');
  assert.equal(await outline(page), '| S1 How was the teller? What was wrong? Anything else?');
  await page.keyboard.press('Alt+ArrowUp');
  assert.equal(await outline(page), '| S1 How was the teller? Anything else? What was wrong?');
  await page.keyboard.press('Control+z');
  assert.equal(await outline(page), '| S1 How was the teller? What was wrong? Anything else?');
  await page.keyboard.press('Delete');
  assert.equal(await outline(page), '| S1 How was the teller? What was wrong?');
  await page.keyboard.press('Control+z');
  await saved(page);
}

/** Reads the preview with the keyboard in it: the second question comes with a bad answer to the first. */
async function preview(page) {
  await reach(page, /^iframe/);
  await page.waitForTimeout(900); // the page is drawn anew when the typing pauses
  assert.match(await focused(page), /^iframe/, 'the new page has lost the keyboard');
  const paper = page.frameLocator('iframe[title]:not(.m-q-frame-next)');
  await paper.locator('#i-Q1').waitFor();
  await paper.locator('#i-Q2').waitFor({ state: 'hidden' });
  for (let n = 0; n < 12; n++) {
    await page.waitForTimeout(100); // the frame takes the keyboard in its own time
    if (await paper.locator('input[type=radio]:focus').count()) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Space');
  for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowDown');
  await paper.locator('#i-Q2').getByText('What was wrong?').waitFor();
}

async function publish(page) {
  await reach(page, /^button Publish$/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await reach(page, /^input Version/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/questionnaires/teller-visit/1.0');
  await settled(page);
}

/** Plans and opens a wave; gives the path of its first link. */
async function wave(page) {
  await go(page, 'w', 'waves');
  await reach(page, /New wave/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/waves/new');
  await settled(page);
  const field = async (id, text) => {
    await reachId(page, `plan_${id}`);
    await page.keyboard.insertText(text);
  };
  await reachId(page, 'plan_programme');
  await pick(page, /New programme/i);
  await field('programme_name', '柜台回访');
  await field('programme_code', 'teller-visits');
  await field('name', '柜台 2026');
  await field('code', 'teller-2026');
  await reachId(page, 'plan_from');
  await day(page, '2026-11-01');
  await reachId(page, 'plan_to');
  await day(page, '2026-12-31');
  await reachId(page, 'plan_questionnaire');
  await pick(page, /Teller visit|柜台回访/);
  await reachId(page, 'plan_root');
  await page.keyboard.press('ArrowDown');
  await page.waitForTimeout(300);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await reach(page, /^input Anonymous/);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  assert.match(await focused(page), /^input Named/);
  await reach(page, /Save as planned/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/waves/teller-2026');
  await settled(page);
  await reach(page, /^button Open$/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await reach(page, /^button Open$/);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.goto('/waves/teller-2026?tab=links');
  await settled(page);
  return new URL(await page.locator('.m-url').first().getAttribute('href')).pathname;
}

/** Types a day part by part, in whatever order the browser's field asks for them. */
async function day(page, iso) {
  const [year, month, date] = iso.split('-');
  for (const parts of [
    [month, date, year],
    [date, month, year],
    [year, month, date],
  ]) {
    for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(parts.join(''));
    if ((await page.evaluate(() => document.activeElement.value)) === iso) return;
  }
  throw new Error(`the day ${iso} cannot be typed`);
}

async function reachId(page, id) {
  for (let n = 0; n < 80; n++) {
    if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${id}`);
}

/** Answers on a phone that has keys: the best answer and a remark, or the worst with its reason. */
async function answer(phone, link, content) {
  await phone.goto(link);
  await phone.locator('button.primary').waitFor();
  await reach(phone, /^input/);
  for (let n = 0; n < 20; n++) {
    if (await phone.evaluate(() => document.activeElement?.matches('input[type=radio]'))) break;
    await phone.keyboard.press('Tab');
  }
  await phone.keyboard.press('Space');
  if (!content) {
    for (let n = 0; n < 4; n++) await phone.keyboard.press('ArrowDown');
    await phone.keyboard.press('Tab');
    assert.equal(await phone.evaluate(() => document.activeElement?.type), 'checkbox', 'the reason is not asked');
    await phone.keyboard.press('Space');
  }
  await reach(phone, /^textarea/);
  await phone.keyboard.insertText('用键盘写的');
  await reach(phone, /^button (Send|提交)/);
  await phone.keyboard.press('Enter');
  await phone.locator('main.notice').waitFor();
}

export default {
  'a questionnaire with logic in two languages is made, answered and read off by keyboard only': async ({ open }) => {
    const page = await open({ lang: 'en' });
    await enter(page);
    await indicators(page);
    await begin(page);
    await make(page);
    await preview(page);
    await publish(page);
    const link = await wave(page);
    for (let n = 0; n < 5; n++) {
      const phone = await open({ size: 'phone', lang: n % 2 ? 'zh' : 'en' });
      await answer(phone, link, n < 4);
    }
    await page.goto('/waves/teller-2026/results');
    await settled(page);
    await page.getByText('80.0').first().waitFor(); // four of 100 and one of 0
  },
};
