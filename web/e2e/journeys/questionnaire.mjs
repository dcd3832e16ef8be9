import assert from 'node:assert/strict';
import { axe, login, named, overflow, settled } from '../browser.mjs';
import { begin, lostLine, noDrafts, saved, travel, twoPeople } from '../drafts.mjs';

const row = (page, name) => page.getByRole('treeitem', { name });
/** Sections and items in their order: "一: 甲 乙 | 二: 丙". */
const outline = (page) =>
  page.getByRole('treeitem').evaluateAll((rows) =>
    rows
      .slice(3)
      .map((one) => {
        const name = one.querySelector('.m-q-name').textContent;
        return one.ariaLevel === '1' ? `| ${name}:` : name;
      })
      .join(' '),
  );
const frame = (page) => page.frameLocator('iframe[title]:not(.m-q-frame-next)');

/** Adds an item of a kind behind the selected row, with its texts. */
async function add(page, kind, zh, en) {
  await named(page, '添加').click();
  await page.getByRole('menuitem', { name: kind }).click();
  const name = kind === '分节' ? '节标题' : '题干';
  await page.getByLabel(`${name} (中文)`).fill(zh);
  await page.getByLabel(`${name} (English)`).fill(en);
}

/** Chooses an option of a select by its text. */
async function choose(page, select, text) {
  await select.click();
  await page.locator('.ant-select-item-option:visible', { hasText: text }).first().click();
}

/** A system of one figure and its two parts, published. */
async function indicators(page, name, code) {
  await begin(page, { list: '/indicators', button: '新建指标体系', name, code });
  await named(page, '加一级指标').click();
  await page.getByLabel('名称', { exact: true }).fill('窗口满意度');
  for (const leaf of ['态度', '速度']) {
    await page.getByRole('treeitem').filter({ hasText: '窗口满意度' }).click();
    await named(page, '加下级').click();
    await page.getByLabel('名称', { exact: true }).fill(leaf);
  }
  await page.getByText('没有问题，可以发布。').waitFor();
  await saved(page);
  await named(page, '发布').click();
  await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
  await page.waitForURL(`**/indicators/${code}/1.0`);
}

const here = { list: '/questionnaires', button: '新建问卷', drafts: 'questionnaire-draft' };
/** How a draft gets an item and its text. */
const edits = {
  add: async (page) => {
    await named(page, '添加').click();
    await page.getByRole('menuitem', { name: '文字' }).click();
  },
  field: '题干',
  row,
  outline,
};
const start = (page, name, english, code) => begin(page, { ...here, name, english, code });

/** The questionnaire of the first journey: two pages in two languages, an item for those who would not recommend. */
async function make(page) {
  await page.getByText('每节一页').click();
  await row(page, '指标来源').click();
  await choose(page, page.getByLabel('指标体系版本'), '窗口指标 1.0');
  await page.getByText('2 个末级指标中 2 个没有题目来源。').waitFor();
  await row(page, 'S1').click();
  await page.getByLabel('节标题 (中文)').fill('这次办理');
  await page.getByLabel('节标题 (English)').fill('This visit');

  await add(page, '五级满意度', '柜员的态度', 'Manner of our staff');
  await choose(page, page.getByLabel('指标', { exact: true }), '态度');
  await add(page, '推荐意愿', '您会推荐这个窗口吗？', 'Would you recommend this counter?');
  await add(page, '五级满意度', '办理的速度', 'Speed');
  await choose(page, page.getByLabel('指标', { exact: true }), '速度');
  await row(page, '办理的速度').dragTo(row(page, '您会推荐'), { targetPosition: { x: 60, y: 3 } });

  await row(page, '您会推荐').click();
  await add(page, '分节', '原因', 'Reasons');
  await add(page, '多选', '哪里不好？', 'What was wrong?');
  await page.getByLabel('文字 1 (中文)').fill('等得久');
  await page.getByLabel('文字 1 (English)').fill('The wait');
  await page.getByLabel('文字 2 (中文)').fill('其他');
  await page.getByLabel('文字 2 (English)').fill('Something else');
  await named(page, '更多设置 2').click();
  await page.getByLabel('要求填写文字').check();
  await named(page, '加显示条件').click();
  const condition = page.locator('.m-q-condition');
  await choose(page, condition.getByLabel('题目', { exact: true }), 'Q2');
  await choose(page, condition.getByLabel('比较', { exact: true }), '不大于');
  await choose(page, condition.getByLabel('值', { exact: true }), '6');
  await add(page, '文字', '您说态度', 'You said our manner was ');
  const text = page.getByLabel('题干 (中文)');
  await text.press('End');
  await named(page, '插入').first().click();
  await page.getByRole('menuitem', { name: 'Q1' }).click();
  await text.press('End');
  await page.keyboard.insertText('，为什么？');
  assert.equal(await text.inputValue(), '您说态度{{item:Q1}}，为什么？');
  assert.equal(
    await outline(page),
    '| 这次办理: 柜员的态度 办理的速度 您会推荐这个窗口吗？ | 原因: 哪里不好？ 您说态度{{item:Q1}}，为什么？',
  );
}

/** Answers the preview: somebody who would not recommend is asked why, in both languages. */
async function preview(page) {
  await row(page, '柜员的态度').click();
  const paper = frame(page);
  await paper.getByText('柜员的态度').first().waitFor();
  await paper.locator('label', { hasText: '满意' }).first().click();
  await paper.locator('#i-Q3 label').nth(1).click();
  await paper.locator('#i-Q2 label', { hasText: '3' }).first().click();
  await paper.getByRole('button', { name: '下一页' }).click();
  await paper.getByText('您说态度非常满意，为什么？').waitFor();
  await paper.getByText('哪里不好？').waitFor();
  await paper.getByLabel('等得久').check();
  await page.locator('.m-q-right').getByText('English', { exact: true }).click();
  await paper.getByText('What was wrong?').waitFor();
  assert.equal(await paper.getByLabel('The wait').isChecked(), true, 'an answer is lost with the language');
  await paper.getByRole('button', { name: 'Back' }).click();
  await paper.getByText('Manner of our staff').first().waitFor();
  await page.locator('.m-q-right').getByText('中文', { exact: true }).click();
  await row(page, '哪里不好？').click(); // the preview follows
  await paper.getByText('您说态度非常满意，为什么？').waitFor();
}

/** Plans a wave of the questionnaire, opens it, and gives the path of its first link. */
async function wave(page, form, code) {
  await page.goto('/waves/new');
  await settled(page);
  await choose(page, page.locator('#plan_programme'), '新建调查项目');
  await page.fill('#plan_programme_name', '窗口回访');
  await page.fill('#plan_programme_code', `${code}-visits`);
  await page.fill('#plan_name', '2026 年 11 月');
  await page.fill('#plan_code', code);
  await page.fill('#plan_from', '2026-11-01');
  await page.fill('#plan_to', '2026-12-31');
  await choose(page, page.locator('#plan_questionnaire'), form);
  await page.locator('#plan_root').click();
  await page.locator('.ant-select-tree-title:visible', { hasText: '银行' }).first().click();
  await page.getByRole('checkbox', { name: '网点' }).check();
  await page.getByRole('radio', { name: /^实名/ }).check();
  await page.getByRole('button', { name: '保存为计划' }).click();
  await page.waitForURL(`**/waves/${code}`);
  await named(page, '开放').click();
  await page.getByRole('dialog').getByRole('button', { name: '开放', exact: true }).click();
  await page.locator('h1').getByText('进行中').waitFor();
  await page.goto(`/waves/${code}?tab=links`);
  await settled(page);
  return new URL(await page.locator('.m-url').first().getAttribute('href')).pathname;
}

/** Answers both pages of the questionnaire with the option at `choose`, then says why. */
async function answer(phone, choose) {
  for (const item of ['Q1', 'Q3', 'Q2']) await phone.locator(`#i-${item} label`).nth(choose).click();
  await phone.locator('button.primary').click();
  await phone.locator('#i-Q4 label').first().click(); // shown: they would not recommend
  await phone.locator('#i-Q5 textarea').fill('都好');
  await phone.locator('button.primary').click();
  await phone.locator('main.notice').waitFor();
}

export default {
  'a questionnaire with logic in two languages is made by mouse, published, answered and read off': async ({
    open,
  }) => {
    const page = await open();
    await login(page, 'sm');
    await indicators(page, '窗口指标', 'counter');
    await start(page, '窗口回访', 'Counter visit', 'counter-visit');
    await make(page);

    await page.locator('.m-q-right').getByText(/^检查/).click();
    const checks = page.locator('.m-q-checks');
    await checks.getByText('选项 1').waitFor({ state: 'detached' });
    await row(page, '哪里不好？').click();
    await page.getByLabel('文字 1 (English)').fill('');
    await checks.getByText('选项 1 · 文字：缺少English').waitFor();
    assert.equal(await named(page, '发布').isDisabled(), true);
    await row(page, '柜员的态度').click();
    await checks.getByRole('button', { name: '哪里不好？' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.dataset.field), 'options.0.text.en');
    await page.keyboard.insertText('The wait');
    await saved(page);
    await page.locator('.m-q-right').getByText('预览').click();
    await preview(page);
    assert.deepEqual(await axe(page), []);

    await named(page, '发布').click();
    assert.equal(await page.getByLabel('版本', { exact: true }).inputValue(), '1.0');
    await page.getByRole('dialog').getByRole('button', { name: '发布' }).click();
    await page.waitForURL('**/questionnaires/counter-visit/1.0');
    await settled(page);

    const link = await wave(page, '窗口回访', 'counter-2026');
    for (let n = 0; n < 6; n++) {
      const phone = await open({ size: 'phone', lang: n === 0 ? 'en' : 'zh' });
      await phone.goto(link);
      if (n === 0) assert.equal(await phone.getByText('Manner of our staff').first().isVisible(), true);
      await answer(phone, n < 3 ? 0 : 1); // satisfied fully or mostly
    }
    await page.goto('/waves/counter-2026/results');
    await settled(page);
    // Three of 100 and three of 75, for both parts.
    await page.getByText('87.5').first().waitFor();
  },

  'a typing error is a minor version, another scale a question': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/questionnaires/counter-visit/1.0');
    await settled(page);
    await named(page, '修改').click();
    await page.waitForURL(/\/edit$/);
    await row(page, '哪里不好？').click();
    await page.getByLabel('题干 (中文)').fill('哪里不够好？');
    await saved(page);
    await named(page, '发布').click();
    const dialog = page.getByRole('dialog');
    assert.equal(await page.getByLabel('版本', { exact: true }).inputValue(), '1.1');
    await dialog.getByText('1 处差异，都只是文字。').waitFor();
    assert.equal(await dialog.getByRole('button', { name: '发布' }).isDisabled(), true, 'the question is open');
    assert.deepEqual(await axe(page), []);
    await dialog.getByLabel('Q4 前后可比').check();
    await dialog.getByRole('button', { name: '发布' }).click();
    await dialog.getByRole('button', { name: '改用 1.1 2026 年 11 月' }).click(); // the open wave of the first journey
    await dialog.getByText('已改用 1.1').waitFor();
    await dialog.getByRole('button', { name: '完成' }).click();
    await page.waitForURL('**/questionnaires/counter-visit/1.1');
  },

  'a code that changes takes its conditions along, and what is deleted is named': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/questionnaires/counter-visit/1.0');
    await settled(page);
    await named(page, '修改').click();
    await page.waitForURL(/\/edit$/);
    await row(page, '您会推荐').click();
    const code = page.getByLabel('代码', { exact: true });
    await code.fill('Q1');
    await page.getByText('已被使用。').waitFor();
    await code.fill('NPS');
    await code.press('Enter');
    await row(page, '哪里不好？').click();
    assert.match(await page.locator('.m-q-condition').innerText(), /NPS/);
    await row(page, '您会推荐').click();
    await named(page, '删除').click();
    await page.getByRole('dialog').getByText('Q4 的条件或文字引用了它').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await saved(page);
    await page.locator('.m-q-right').getByText(/^检查/).click();
    await page.locator('.m-q-checks').getByText('不存在', { exact: false }).waitFor();
    await named(page, '撤销').click();
    await page.getByText('没有问题，可以发布。').waitFor();
    await page.goto('/questionnaires');
    await settled(page);
    await named(page, '删除 窗口回访').first().click();
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  },

  'two people edit one questionnaire, and nothing is lost': async ({ open }) => {
    const both = await twoPeople(open, {
      ...here,
      ...edits,
      title: '共同的问卷',
      start: (page) => start(page, '共同的问卷', '', 'common-form'),
    });
    assert.deepEqual(both, ['| S1: 第一个人的', '| S1: 第二个人的']);
  },

  'what was typed survives a lost line and a reload': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await start(page, '断线的问卷', '', 'offline-form');
    await lostLine(page, { ...here, ...edits });
  },

  'a questionnaire travels as a file, and is edited on a phone in English': async ({ open }) => {
    const page = await open({ size: 'phone', lang: 'en' });
    await login(page, 'sm', 'en');
    await travel(page, { ...here, version: '/questionnaires/bank-outlet/1.0', button: 'New questionnaire' });
    await page.getByText('Outline', { exact: true }).click();
    await row(page, 'Cleanliness').or(row(page, 'Lobby')).first().click();
    await named(page, 'Move down').click();
    await saved(page);
    assert.equal(await overflow(page), 0);
    for (const pane of ['Edit', 'Preview', 'Checks']) {
      await page
        .locator('.m-edit-panes')
        .getByText(new RegExp(`^${pane}`))
        .click();
      await page.waitForTimeout(200);
      assert.equal(await overflow(page), 0, pane);
    }
    assert.deepEqual(await axe(page), []);
  },

  'every template can be tried before it is taken': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/questionnaires');
    await settled(page);
    await named(page, '新建问卷').click();
    await page.getByRole('tab', { name: '模板' }).click();
    const templates = page.locator('.m-q-template');
    await templates.first().waitFor();
    assert.equal(await templates.count(), 4);
    for (let n = 0; n < 4; n++) {
      const title = await templates.nth(n).locator('strong').innerText();
      await templates.nth(n).click();
      await frame(page).getByRole('heading', { name: title, level: 1 }).waitFor();
    }
    assert.deepEqual(await axe(page), []);
  },

  'unit managers see versions and no drafts': async ({ open }) => {
    const page = await open();
    await login(page, 'um');
    await noDrafts(page, here);
  },
};
