import assert from 'node:assert/strict';
import { axe, login, overflow, settled } from '../browser.mjs';

/** Chooses an option of a select by its text. */
async function choose(page, field, text) {
  await page.locator(`#plan_${field}`).click();
  await page.locator('.ant-select-item-option:visible', { hasText: text }).first().click();
}

export default {
  'a wave is planned in a new programme, changed, opened and extended': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/waves');
    await settled(page);
    await page.getByRole('link', { name: '新建期次' }).click();
    await page.getByRole('button', { name: '保存为计划' }).click();
    assert.ok((await page.getByText('请填写这一项').count()) >= 6, 'missing fields are not named');
    assert.deepEqual(await axe(page), []);

    await choose(page, 'programme', '新建调查项目');
    await page.fill('#plan_programme_name', '营业厅满意度');
    await page.fill('#plan_programme_code', 'halls');
    await page.fill('#plan_name', '2027 年上半年');
    await page.fill('#plan_code', 'sfo-2017'); // belongs to another wave
    await page.fill('#plan_from', '2026-11-01');
    await page.fill('#plan_to', '2026-12-31');
    await choose(page, 'questionnaire', '网点服务满意度调查');
    await page.locator('#plan_root').click();
    await page.locator('.ant-select-tree-title:visible', { hasText: '银行' }).first().click();
    await page.getByRole('checkbox', { name: '网点' }).check();
    await page.getByText(/共 \d+ 个单位参与/).waitFor();
    await page.getByRole('button', { name: '保存为计划' }).click();
    await page.locator('.ant-form-item-explain-error', { hasText: 'sfo-2017' }).waitFor();
    await page.fill('#plan_code', 'halls-2027h1');
    await page.getByRole('button', { name: '保存为计划' }).click();
    await page.waitForURL('**/waves/halls-2027h1');
    await page.locator('h1').getByText('未开始').waitFor();

    await page.getByRole('button', { name: '修改期次' }).click();
    await page.waitForURL('**/edit');
    await page.locator('#plan_target').fill('21');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('每单位每季度 21 份').waitFor();

    await page.getByRole('button', { name: '开放', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '开放', exact: true }).click();
    await page.locator('h1').getByText('进行中').waitFor();
    assert.equal(await page.getByRole('button', { name: '修改期次' }).count(), 0);
    await page.getByRole('button', { name: '延期' }).click();
    await page.locator('#extend-to').fill('2027-03-31');
    await page.getByRole('dialog').getByRole('button', { name: '延期' }).click();
    await page.getByText('2026-11-01 – 2027-03-31').waitFor();
    await page.getByRole('button', { name: '结束', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '结束', exact: true }).click();
    await page.locator('h1').getByText('已结束').waitFor();
  },

  'the keyboard plans a wave on a phone and drops it again': async ({ open }) => {
    const page = await open({ lang: 'en', size: 'phone' });
    await login(page, 'sm', 'en');
    await page.goto('/waves/new');
    await settled(page);
    assert.equal(await overflow(page), 0);
    const type = async (field, text) => {
      await page.locator(`#plan_${field}`).focus();
      await page.keyboard.type(text);
    };
    const first = async (field) => {
      await page.locator(`#plan_${field}`).focus();
      await page.keyboard.press('ArrowDown');
      await page.locator('.ant-select-dropdown:visible').waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    };
    await first('programme');
    await type('name', '键盘');
    await type('code', 'keys-1');
    await page.locator('#plan_from').fill('2027-01-01');
    await page.locator('#plan_to').fill('2027-01-31');
    await first('questionnaire');
    await first('root');
    await page.locator('#plan_target').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/waves/keys-1');
    await page.getByRole('button', { name: 'Delete the plan' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the plan' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/waves');
    await settled(page);
    assert.equal(await page.getByText('keys-1').count(), 0);
  },
};
