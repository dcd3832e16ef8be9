// What the journeys of indicator systems and of questionnaires do alike with a draft.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { axe, login, named, settled } from './browser.mjs';

/** Waits until the server has everything that was typed. */
export const saved = (page) =>
  page
    .getByRole('status')
    .filter({ hasText: /保存|saved/ })
    .filter({ hasNotText: /正在|saving/ })
    .first()
    .waitFor();

/** Begins an empty draft: in Chinese, and in English too where an English name is given. */
export async function begin(page, { list, button, name, english, code }) {
  await page.goto(list);
  await settled(page);
  await named(page, button).click();
  await page.getByLabel('名称（中文）').fill(name);
  if (english) {
    await page.getByText('中英双语').click();
    await page.getByLabel('名称（英文）').fill(english);
  }
  await page.getByRole('dialog').getByRole('textbox', { name: '编码' }).first().fill(code);
  await named(page, '开始').click();
  await page.waitForURL(/\/edit$/);
  await settled(page);
}

/**
 * Two people change one row of a draft. The second to save is asked, takes their own, and finds both among the drafts:
 * gives the outlines of the two. `field` names the text of a row, `add` adds one, `row` finds one by its text.
 */
export async function twoPeople(open, { list, title, start, add, field, row, outline }) {
  const first = await open();
  await login(first, 'sm');
  await start(first);
  await add(first);
  await first.getByLabel(field, { exact: true }).fill('起点');
  await saved(first);
  const second = await open();
  await login(second, 'sm');
  await second.goto(new URL(first.url()).pathname);
  await settled(second);
  await row(second, '起点').click();
  await second.getByLabel(field, { exact: true }).fill('第二个人的');
  await saved(second);

  await first.getByLabel(field, { exact: true }).fill('第一个人的');
  await first.getByRole('heading', { name: '两人同时改了这份草稿' }).waitFor();
  assert.match(await first.locator('.m-diff li').innerText(), /第二个人的\s*→\s*第一个人的/);
  assert.deepEqual(await axe(first), []);
  await first.reload(); // the browser has kept mine
  await first.getByRole('heading', { name: '两人同时改了这份草稿' }).waitFor();
  await first.getByRole('button', { name: /^用我的/ }).click();
  await row(first, '第一个人的').waitFor();
  await first.goto(list);
  await settled(first);
  const drafts = first.getByRole('link', { name: title });
  assert.equal(await drafts.count(), 2);
  const texts = [];
  for (const i of [0, 1]) {
    await drafts.nth(i).click();
    await first.waitForURL(/\/edit$/);
    await settled(first);
    texts.push(await outline(first));
    await first.goBack();
    await settled(first);
  }
  return texts.sort();
}

/** The line goes down while somebody types: the text outlives a reload, is stored later, and leaves the browser then. */
export async function lostLine(page, { drafts, add, field, row }) {
  const path = `**/api/v1/${drafts}s/**`;
  await page.route(path, (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await add(page);
  await page.getByLabel(field, { exact: true }).fill('没有送到的');
  await page.getByText('连不上服务器', { exact: false }).waitFor();
  await page.reload();
  await row(page, '没有送到的').waitFor();
  await page.unroute(path);
  await page.reload();
  await row(page, '没有送到的').waitFor();
  await saved(page);
  const kept = await page.evaluate(
    (what) => Object.keys(localStorage).filter((key) => key.includes(what)).length,
    drafts,
  );
  assert.equal(kept, 0);
}

/** The text of the file that a page makes of its document, in English. */
export async function exported(page) {
  const download = page.waitForEvent('download');
  await named(page, 'Export JSON').click();
  return readFileSync(await (await download).path(), 'utf8');
}

/** Takes a version along as a file, in English: a broken file is refused, a good one is a draft of the same document. */
export async function travel(page, { version, list, button }) {
  await page.goto(version);
  await settled(page);
  const text = await exported(page);
  await page.goto(list);
  await settled(page);
  await named(page, button).click();
  await page.getByRole('tab', { name: 'File' }).click();
  const choose = (name, content) =>
    page
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
  await choose('broken.json', '{"code": 1}');
  await named(page, 'Begin').click();
  await page.getByRole('alert').waitFor();
  await choose('good.json', text);
  await named(page, 'Begin').click();
  await page.waitForURL(/\/edit$/);
  await settled(page);
  assert.deepEqual(JSON.parse(await exported(page)), JSON.parse(text));
}

/** Who may not change definitions sees their versions, no drafts, and no way to make one. */
export async function noDrafts(page, { list, button, drafts }) {
  await page.goto(list);
  await settled(page);
  assert.equal(await page.getByRole('heading', { name: '草稿' }).count(), 0);
  assert.equal(await named(page, button).count(), 0);
  assert.equal((await page.request.get(`/api/v1/${drafts}s`)).status(), 403);
}
