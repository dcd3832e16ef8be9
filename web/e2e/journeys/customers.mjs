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

  'fields are added, moved, retired and used in a customer entered by keyboard only': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/customers/fields');
    await settled(page);
    await page.getByRole('button', { name: '添加属性' }).click();
    const last = page.locator('.m-part').last();
    await last.getByPlaceholder('中文名').fill('开户渠道');
    await last.getByPlaceholder('代码').fill('opened_by');
    await last.locator('.ant-select').click();
    await page.locator('.ant-select-item-option:visible', { hasText: '单选' }).click();
    await last.getByText('单选至少要有一个选项').waitFor();
    assert.equal(await page.getByRole('button', { name: '保存', exact: true }).isDisabled(), true);
    await last.getByRole('button', { name: '添加选项' }).click();
    await last.getByPlaceholder('中文名').last().fill('手机银行');
    await last.getByPlaceholder('代码').last().fill('app');
    await last.getByRole('button', { name: '上移“开户渠道”' }).click();
    await page.getByRole('button', { name: '停用“睡眠户”' }).click();
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByRole('button', { name: '恢复“睡眠户”' }).waitFor();
    await page.getByText('有未保存的修改').waitFor({ state: 'hidden' });

    await page.goto('/customers');
    await settled(page);
    const at = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    for (let i = 0; i < 60 && (await at()) !== '新增客户'; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByLabel('客户编号').waitFor();
    const field = async (label) => {
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press('Tab');
        const here = await page.evaluate(
          () => document.activeElement?.labels?.[0]?.textContent ?? document.activeElement?.textContent ?? '',
        );
        if (here.trim() === label) return;
      }
      throw new Error(`the keyboard does not reach ${label}`);
    };
    await field('客户编号');
    await page.keyboard.type('KEY-1');
    await field('名称');
    await page.keyboard.type('键盘客户');
    await field('添加联系方式');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Tab'); // back over the new part
    for (let i = 0; i < 20; i++) {
      const here = await page.evaluate(() => document.activeElement?.labels?.[0]?.textContent ?? '');
      if (here === '内容') break;
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.type('13900139123');
    await field('截止');
    await page.keyboard.type('2027-06-30');
    await page.keyboard.press('Enter');
    await field('添加单位');
    await page.keyboard.press('Enter');
    for (let i = 0; i < 20; i++) {
      const here = await page.evaluate(() => document.activeElement?.labels?.[0]?.textContent ?? '');
      if (here === '单位') break;
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.type('解放路');
    await page.keyboard.press('Enter');
    await field('开户渠道');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await field('保存');
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: '键盘客户' }).waitFor();
    await page.getByText('139****9123').waitFor();
    await page.getByText('手机银行').waitFor();
    await page.getByText('2027').first().waitFor();
  },

  'a mapping is kept, renamed and deleted': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/customers/imports');
    await settled(page);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '核心.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    await page.getByRole('heading', { name: '列与字段' }).waitFor();
    await page.getByLabel('保存为…').fill('核心系统');
    await page.getByRole('button', { name: '保存对应关系' }).click();
    await page.getByText('已保存').waitFor();
    await page.goto('/customers/imports');
    await page.getByRole('button', { name: '重命名“核心系统”' }).click();
    await page.getByLabel('新名称').fill('核心系统 2026');
    await page.getByRole('dialog').getByRole('button', { name: '重命名' }).click();
    await page.getByRole('button', { name: '删除“核心系统 2026”' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '删除', exact: true }).click();
    await page.getByText('还没有保存过').waitFor();
    assert.deepEqual(await axe(page), []);
  },
};
