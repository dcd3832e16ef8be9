import assert from 'node:assert/strict';
import { axe, go, login, named, overflow, settled } from '../browser.mjs';
import { begin, lostLine, noDrafts, saved, travel, twoPeople } from '../drafts.mjs';
import { password } from '../server.mjs';

/** The rows of the tree with their levels: "1 name, 2 name". */
const outline = (page) =>
  page
    .getByRole('treeitem')
    .evaluateAll((rows) =>
      rows.map((row) => `${row.ariaLevel} ${row.querySelector('.m-tree-name').textContent}`).join(', '),
    );
const row = (page, name) => page.getByRole('treeitem').filter({ has: page.getByText(name, { exact: true }) });

const here = { list: '/indicators', button: '新建指标体系', drafts: 'indicator-draft' };
/** How a draft gets an indicator and its name. */
const edits = {
  add: (page) => named(page, '加一级指标').click(),
  field: '名称',
  row,
  outline,
};
const start = (page, name, code) => begin(page, { ...here, name, code });

export default {
  'a system is made by mouse, checked, published, changed and compared': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await start(page, '营业厅指标', 'hall');
    await page.getByText('1 处问题', { exact: false }).first().waitFor(); // no indicators yet

    await named(page, '加一级指标').click();
    await page.getByLabel('名称', { exact: true }).fill('总体满意度');
    for (const name of ['环境', '人员', '效率']) {
      await row(page, '总体满意度').click();
      await named(page, '加下级').click();
      await page.getByLabel('名称', { exact: true }).fill(name);
    }
    await row(page, '效率').dragTo(row(page, '环境'), { targetPosition: { x: 60, y: 3 } });
    assert.equal(await outline(page), '1 营业厅指标, 2 总体满意度, 3 效率, 3 环境, 3 人员');
    await row(page, '人员').dragTo(row(page, '环境'), { targetPosition: { x: 60, y: 18 } });
    assert.equal(await outline(page), '1 营业厅指标, 2 总体满意度, 3 效率, 3 环境, 4 人员');
    await named(page, '撤销').click();
    assert.equal(await outline(page), '1 营业厅指标, 2 总体满意度, 3 效率, 3 环境, 3 人员');

    await row(page, '效率').click();
    await page.getByLabel('重要性 效率').fill('一半');
    await page.getByText('重要性“一半”应为非负小数', { exact: false }).first().waitFor();
    assert.equal(await named(page, '发布').isDisabled(), true);
    await row(page, '环境').click();
    const checks = page.locator('section', { has: page.getByRole('heading', { name: '检查' }) });
    await checks.getByRole('button', { name: '效率' }).first().click();
    assert.equal(await row(page, '效率').getAttribute('aria-selected'), 'true');
    await page.getByLabel('重要性 效率').fill('0.5');
    await page.getByLabel('重要性 环境').fill('0.25');
    await page.getByLabel('重要性 人员').fill('0.75');
    assert.match(await row(page, '效率').innerText(), /33\.3%/);
    await page.getByText('1/3', { exact: true }).waitFor();
    await checks.getByText('没有问题，可以发布。').waitFor();

    await row(page, '环境').click();
    await named(page, '删除').click();
    await page.getByRole('dialog').getByText('可以撤销。').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    assert.equal(await outline(page), '1 营业厅指标, 2 总体满意度, 3 效率, 3 人员');
    await named(page, '撤销').click();
    await saved(page);
    assert.deepEqual(await axe(page), []);

    await named(page, '发布').click();
    assert.equal(await page.getByLabel('版本', { exact: true }).inputValue(), '1.0');
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page.waitForURL('**/indicators/hall/1.0');
    await settled(page);
    assert.equal(await page.getByText('无题目').count(), 3); // no questionnaire binds to it yet

    await named(page, '修改').click();
    await page.waitForURL(/\/edit$/);
    await row(page, '效率').click();
    await named(page, '等权').click();
    await named(page, '降一级').isDisabled();
    await saved(page);
    await named(page, '发布').click();
    await page.getByRole('dialog').getByText('33.33% (1/3)').first().waitFor({ state: 'attached' });
    assert.equal(await page.getByLabel('版本', { exact: true }).inputValue(), '2.0');
    await page.getByLabel('版本', { exact: true }).fill('1.1');
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page.getByText('除文字外还有改动', { exact: false }).waitFor();
    await page.getByLabel('版本', { exact: true }).fill('2.0');
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page.waitForURL('**/indicators/hall/2.0');

    await page.goto('/indicators/compare?from=hall@1.0&to=hall@2.0');
    await settled(page);
    const change = page.locator('.m-diff li', { hasText: '环境' });
    assert.match(await change.innerText(), /0\.25\s*→\s*1/);
    assert.match(await change.innerText(), /16\.67% \(1\/6\)\s*→\s*33\.33% \(1\/3\)/);
    await page.getByText('新增 0，删除 0，移动 0，改动 3').waitFor();
    assert.deepEqual(await axe(page), []);
  },

  'a system is made by keyboard only': async ({ open }) => {
    const page = await open({ lang: 'en' });
    const keys = page.keyboard;
    const focused = () =>
      page.evaluate(() => {
        const one = document.activeElement;
        const label = one?.id ? document.querySelector(`label[for="${CSS.escape(one.id)}"]`)?.textContent : '';
        return `${one?.getAttribute('aria-label') ?? ''}|${label ?? ''}|${one?.textContent?.trim() ?? ''}`;
      });
    const reach = async (what, key = 'Tab') => {
      for (let i = 0; i < 120; i++) {
        if (what.test(await focused())) return;
        await keys.press(key);
      }
      throw new Error(`the keyboard does not reach ${what}: ${await focused()}`);
    };
    await page.goto('/login');
    await page.locator('button[type=submit]').waitFor();
    for (let i = 0; i < 20; i++) {
      if (await page.evaluate(() => document.activeElement?.matches('input[autocomplete=username]'))) break;
      await keys.press('Tab');
    }
    await keys.type('sm');
    await keys.press('Tab');
    await keys.type(password);
    await keys.press('Enter');
    await page.locator('main#main h1').first().waitFor();
    await page.evaluate(() => localStorage.setItem('manyi.language', 'en'));
    await page.reload();
    await settled(page);
    await go(page, 'i', 'indicators');
    await reach(/\|New indicator system$/);
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor();
    await reach(/\|Name \(Chinese\)\|/);
    await keys.insertText('服务热线');
    await reach(/\|Code\|/);
    await keys.type('hotline');
    await keys.press('Enter');
    await page.waitForURL(/\/edit$/);
    await settled(page);

    await reach(/服务热线no item|服务热线/);
    await keys.press('n'); // the first indicator; the keyboard is in its name
    await keys.insertText('满意度');
    await keys.press('Enter');
    for (const name of ['接通', '解决', '态度']) {
      await keys.press('N');
      await keys.insertText(name);
      await keys.press('Enter');
      if (name !== '态度') await keys.press('ArrowLeft');
    }
    await page.waitForFunction(() => document.querySelectorAll('[role=treeitem]').length === 5);
    assert.equal(await outline(page), '1 服务热线, 2 满意度, 3 接通, 3 解决, 3 态度');
    await keys.press('Alt+Shift+ArrowUp');
    await keys.press('Alt+Shift+ArrowUp');
    assert.equal(await outline(page), '1 服务热线, 2 满意度, 3 态度, 3 接通, 3 解决');
    await keys.press('Alt+Shift+ArrowDown');
    await keys.press('Alt+Shift+ArrowRight');
    assert.equal(await outline(page), '1 服务热线, 2 满意度, 3 接通, 4 态度, 3 解决');
    await keys.press('Alt+Shift+ArrowLeft');
    assert.equal(await outline(page), '1 服务热线, 2 满意度, 3 接通, 3 态度, 3 解决');
    await keys.press('Delete');
    await page.getByRole('dialog').waitFor();
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    assert.equal(await outline(page), '1 服务热线, 2 满意度, 3 接通, 3 解决');
    await reach(/^\|\|解决/); // the keyboard is back on the tree
    await keys.press('Control+z');
    assert.equal(await outline(page), '1 服务热线, 2 满意度, 3 接通, 3 态度, 3 解决');
    await reach(/Importance 接通/);
    await keys.press('Control+a');
    await keys.type('3');
    await saved(page);
    assert.match(await row(page, '接通').innerText(), /60\.0%/);
    await page.getByText('No problems: ready to publish.').waitFor();
    await reach(/\|Publish$/, 'Shift+Tab');
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor();
    await reach(/\|Version\|/);
    await keys.press('Enter');
    await page.waitForURL('**/indicators/hotline/1.0');
  },

  'two people edit one draft, and nothing is lost': async ({ open }) => {
    const both = await twoPeople(open, {
      ...here,
      ...edits,
      title: '共同的',
      start: (page) => start(page, '共同的', 'common'),
    });
    assert.deepEqual(both, ['1 共同的, 2 第一个人的', '1 共同的, 2 第二个人的']);
  },

  'what was typed survives a lost line and a reload': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await start(page, '断线', 'offline');
    await lostLine(page, { ...here, ...edits });
  },

  'a system travels as a file, and is edited on a phone in English': async ({ open }) => {
    const page = await open({ size: 'phone', lang: 'en' });
    await login(page, 'sm', 'en');
    await travel(page, { ...here, version: '/indicators/bank/1.0', button: 'New indicator system' });
    await row(page, 'Fees').click();
    await named(page, 'Move up').click();
    await named(page, 'Edit properties').click();
    await page.getByLabel('Target').fill('91');
    await saved(page);
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await axe(page), []);
    await named(page, 'Publish').click();
    const fees = page.locator('.m-diff li', { hasText: 'Fees' });
    await fees.waitFor({ state: 'attached', timeout: 2000 }).catch(() => undefined); // from a file: nothing to compare with
    assert.equal(await page.getByLabel('Version', { exact: true }).inputValue(), '2.0');
  },

  'unit managers see versions and no drafts': async ({ open }) => {
    const page = await open();
    await login(page, 'um');
    await noDrafts(page, here);
    await page.goto('/indicators/bank/1.0');
    await settled(page);
    assert.equal(await named(page, '修改').count(), 0);
  },
};
