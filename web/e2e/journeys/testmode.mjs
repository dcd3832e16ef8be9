import assert from 'node:assert/strict';
import { axe, login, overflow, settled } from '../browser.mjs';

const code = 'tried-2027';

/** Plans a wave over the console's interface; the form that plans waves has a journey of its own. */
async function plan(page) {
  const status = await page.evaluate(async (wave) => {
    const answer = await fetch('/api/v1/programmes/bank/waves', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        code: wave,
        name: { zh: '试填', en: 'Tried' },
        from: '2027-01-01',
        to: '2027-06-30',
        anonymity: 'confidential',
        questionnaire: { code: 'bank-outlet', version: '1.0' },
        root_unit: 'BANK',
        surveyed_types: ['outlet'],
        target: 15,
      }),
    });
    return `${answer.status} ${await answer.text()}`;
  }, code);
  assert.ok(status.startsWith('200'), status);
}

/** Chooses something in every group of a respondent page and sends it. */
async function answer(page, url) {
  await page.goto(url);
  const names = await page.locator('main input[type=radio]').evaluateAll((all) => [...new Set(all.map((e) => e.name))]);
  for (const name of names) await page.locator(`input[name="${name}"]`).nth(1).check({ force: true });
  await page.locator('button.primary').click();
}

export default {
  'the form of a planned wave is tried on a phone, read item by item, and wiped by opening': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await plan(page);
    await page.goto(`/waves/${code}?tab=test`);
    await settled(page);
    await page.getByText('还没有测试链接').waitFor();
    await page.getByRole('button', { name: '生成测试链接' }).click();
    await page.getByRole('img', { name: '测试链接的二维码' }).waitFor();
    const url = await page.locator('.m-test-link a').getAttribute('href');
    assert.deepEqual(await axe(page), []);

    const phone = await open({ size: 'phone' });
    await phone.goto(url);
    await phone.getByText('这里的答案不计入结果').waitFor();
    assert.equal(await overflow(phone), 0);
    assert.deepEqual(await axe(phone), []);
    await answer(phone, url);
    await phone.getByText('谢谢').first().waitFor();
    await phone.getByText('这里的答案不计入结果').waitFor();

    await page.getByText('测试答卷 1 份').waitFor();
    await page.locator('.m-test-items dt', { hasText: 'Q11' }).waitFor();
    assert.ok((await page.locator('.m-test-items dd').count()) >= 20);
    assert.equal(await page.getByTestId('responses').innerText(), '0');
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: '清空' }).click();
    await page.locator('.ant-popconfirm').getByRole('button', { name: '清空' }).click();
    await page.getByText('还没有人试填').waitFor();
    await answer(phone, url);
    await phone.getByText('谢谢').first().waitFor();

    await page.getByRole('button', { name: '开放', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '开放', exact: true }).click();
    await page.locator('h1').getByText('进行中').waitFor();
    assert.equal(await page.getByRole('tab', { name: '测试' }).count(), 0);
    assert.equal(await page.getByTestId('responses').innerText(), '0');
    await page.getByRole('button', { name: '结束', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: '结束', exact: true }).click();
    await page.locator('h1').getByText('已结束').waitFor();
  },

  'a test link that is over says so, in English and by keyboard on a phone': async ({ open }) => {
    const page = await open({ lang: 'en', size: 'phone' });
    await login(page, 'sm', 'en');
    const planned = `${code}-en`;
    await page.evaluate(async (wave) => {
      await fetch('/api/v1/programmes/bank/waves', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          code: wave,
          name: { zh: '试填', en: 'Tried' },
          from: '2027-01-01',
          to: '2027-06-30',
          anonymity: 'anonymous',
          questionnaire: { code: 'bank-outlet', version: '1.0' },
          root_unit: 'BANK',
          surveyed_types: ['outlet'],
          target: 0,
        }),
      });
    }, planned);
    await page.goto(`/waves/${planned}?tab=test`);
    await settled(page);
    await page.getByRole('button', { name: 'Make a test link' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Nobody has tried it yet').waitFor();
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await axe(page), []);
    const url = await page.locator('.m-test-link a').getAttribute('href');
    await page.evaluate(async (wave) => {
      await fetch(`/api/v1/waves/${wave}`, { method: 'DELETE' });
    }, planned);
    const answer = await page.request.get(url, { headers: { 'Accept-Language': 'en' } });
    assert.equal(answer.status(), 404);
    assert.match(await answer.text(), /This test link no longer works/);
  },
};
