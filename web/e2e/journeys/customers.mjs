import assert from 'node:assert/strict';
import { axe, login, overflow, settled } from '../browser.mjs';

const table = `客户编号,客户名称,手机,网点编码,阶段,备注
N001,赵一帆,13800138000,B0101,新开户,x
N002,钱二,123,B0101,,x
N003,孙三立,13800138002,B0102,,x
`;

/** The figures under the headings of an import. */
const counts = (page) => page.locator('.ant-descriptions-item-content').allInnerTexts();

export default {
  'customers are imported after a dry run, found, revealed, and the import is undone': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/customers/imports');
    await settled(page);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '新客户.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    await page.getByRole('heading', { name: '列与字段' }).waitFor();
    await page.getByRole('button', { name: '检查', exact: true }).click();
    await page.getByRole('heading', { name: '检查结果，尚未写入' }).waitFor();
    assert.deepEqual(await counts(page), ['3', '2', '0', '0', '1']);
    await page.getByRole('button', { name: '写入 2 行' }).click();
    await page.getByRole('button', { name: '撤销导入' }).waitFor();
    await page.goto('/customers?q=zyf');
    await page.getByRole('link', { name: '赵一帆' }).click();
    await page.getByText('138****8000').waitFor();
    await page.getByRole('button', { name: '显示完整内容' }).click();
    await page.getByText('+8613800138000').waitFor();
    await page.mouse.move(0, 0);
    assert.deepEqual(await axe(page), []);
    await page.goto('/customers/imports');
    await page.getByRole('link', { name: '新客户.csv' }).click();
    await page.getByRole('button', { name: '撤销导入' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤销导入' }).click();
    await page.getByRole('heading', { name: '已撤销' }).waitFor();
    await page.goto('/customers?q=13800138002');
    await page.getByText('没有符合条件').or(page.locator('.m-empty')).first().waitFor();
  },

  'a person is corrected and erased with a certificate, in English on a phone': async ({ open }) => {
    const page = await open({ lang: 'en', size: 'phone' });
    await login(page, 'sm', 'en');
    await page.goto('/customers?q=K100044');
    await page.locator('.m-card-title a').first().click();
    await page.getByRole('button', { name: 'Correct' }).click();
    await page.getByLabel('Account manager').fill('Zhou Min');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Zhou Min').waitFor();
    assert.equal(await overflow(page), 0);
    await page.getByRole('button', { name: 'Erase' }).click();
    await page.getByRole('dialog').locator('textarea').fill('Asked for by letter');
    await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
    await page.getByRole('heading', { name: 'Certificate of erasure' }).waitFor();
    await page.mouse.move(0, 0);
    assert.deepEqual(await axe(page), []);
    assert.equal(await overflow(page), 0);
    await page.goto('/customers?q=K100044');
    await page.locator('.m-empty').waitFor();
  },
};
