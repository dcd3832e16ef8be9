import assert from 'node:assert/strict';
import { axe, login, overflow, settled } from '../browser.mjs';

const wave = 'person-2026';

/** Asks the server as the page's user: the wave is made this way, since what is walked here is the person. */
function ask(page, method, path, body) {
  return page.evaluate(
    async ([way, to, text]) => {
      const reply = await fetch(`/api/v1${to}`, {
        method: way,
        headers: text ? { 'Content-Type': 'application/json' } : {},
        body: text,
      });
      const said = await reply.text();
      if (!reply.ok) throw new Error(`${way} ${to}: ${reply.status} ${said}`);
      return said.startsWith('{') ? JSON.parse(said) : said;
    },
    [method, path, body && JSON.stringify(body)],
  );
}

/** Opens a named wave and issues personal links to three customers of an outlet: their codes and links. */
async function invited(page) {
  const text = (words) => ({ zh: words, en: words });
  await ask(page, 'POST', '/programmes', { code: 'person', name: text('回访') });
  await ask(page, 'POST', '/programmes/person/waves', {
    code: wave,
    name: text('年末回访'),
    from: '2026-11-01',
    to: '2026-12-31',
    anonymity: 'named',
    questionnaire: { code: 'bank-outlet', version: '1.0' },
    root_unit: 'BANK',
    surveyed_types: ['outlet'],
    target: 0,
  });
  await ask(page, 'POST', `/waves/${wave}/open`, {});
  await ask(page, 'POST', `/waves/${wave}/invitations`, { units: ['B0103'], limit: 3 });
  for (let i = 0; i < 50; i++) {
    const { items } = await ask(page, 'GET', `/waves/${wave}/invitation-batches`);
    if (items[0]?.state === 'done') break;
    await page.waitForTimeout(100);
  }
  const table = await ask(page, 'GET', `/waves/${wave}/invitation-tables/links.csv`);
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map((cells) => ({ code: cells[0], link: cells.find((cell) => cell.includes('/s/')) }));
}

/** Answers the questionnaire of a personal link to its end, if it is not answered yet: the given option of every rating. */
async function respond(page, choose) {
  for (let n = 0; n < 20 && (await page.locator('main.notice').count()) === 0; n++) {
    await page.evaluate((at) => {
      const names = new Set([...document.querySelectorAll('input[type=radio]')].map((one) => one.name));
      for (const name of names) {
        const all = document.querySelectorAll(`input[type=radio][name="${name}"]`);
        all[Math.min(at, all.length - 1)].click();
      }
    }, choose);
    const area = page.locator('textarea:visible').first();
    if (await area.count()) await area.fill('王女士，电话 13800138000');
    await page.evaluate(() => document.body.setAttribute('data-left', ''));
    await page.locator('button.primary').click();
    await page.waitForFunction(() => document.readyState === 'complete' && !document.body.hasAttribute('data-left'));
  }
}

/** Opens somebody's sheet by the customer code. */
async function sheet(page, code) {
  await page.goto(`/customers?q=${code}`);
  await page.locator('tbody a, .m-card-title a').first().click();
  await page.getByRole('heading', { name: '联系方式' }).waitFor();
  await settled(page);
}

export default {
  'a person answers, is shown, corrected and erased; figures of the closed wave follow the rule': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    const people = await invited(page);
    assert.equal(people.length, 3);
    for (const [i, { link }] of people.entries()) {
      const phone = await open({ size: 'phone' });
      await phone.goto(new URL(link).pathname);
      await respond(phone, i);
    }
    await ask(page, 'POST', `/waves/${wave}/close`, {});

    await sheet(page, people[0].code);
    const list = page.locator('.m-section', { hasText: '调查邀请' });
    await list.getByText('年末回访').waitFor();
    await list.getByText('已答').waitFor();
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: '更正' }).click();
    await page.getByLabel('客户经理').fill('周敏');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('周敏').waitFor();

    const figures = () =>
      ask(page, 'GET', `/waves/${wave}/dashboard`).then(({ headline, tree }) => JSON.stringify([headline, tree]));
    await page.waitForTimeout(1500); // the figures follow the answers within a second
    const before = await figures();
    await page.getByRole('button', { name: '删除个人数据' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('textarea').fill('来信要求');
    assert.deepEqual(await axe(page), []);
    await dialog.locator('textarea').focus();
    await dialog.getByRole('button', { name: '删除个人数据' }).click();
    await page.waitForURL('**/customers/certificates/*');
    await page.getByText('文字回答').waitFor();
    assert.deepEqual(await axe(page), []);
    await page.waitForTimeout(1500);
    assert.equal(await figures(), before, 'the figures of a closed wave moved');
    const certificate = page.url();

    await sheet(page, people[1].code);
    await page.getByRole('button', { name: '删除个人数据' }).click();
    await dialog.getByText('本人要求连答案一起删除').click();
    await dialog.locator('textarea').fill('来信要求，连答案一起');
    await dialog.getByRole('button', { name: '删除个人数据' }).click();
    await page.waitForURL('**/customers/certificates/*');
    await page.waitForTimeout(2500);
    assert.notEqual(await figures(), before, 'erased answers are still counted');
    await page.goto(`/waves/${wave}`);
    await page.getByText('应本人要求删除 1 份答卷的答案').waitFor();
    await settled(page);
    assert.deepEqual(await axe(page), []);

    await page.goto('/customers/certificates');
    await settled(page);
    assert.ok((await page.locator('tbody a').count()) >= 2);
    await page.goto(certificate);
    await page.getByText('来信要求').waitFor();
    await page.goto(`/customers?q=${people[0].code}`);
    await page.locator('.m-empty').waitFor();
    const phone = await open({ size: 'phone', lang: 'en' });
    await login(phone, 'sm', 'en');
    await phone.goto(new URL(certificate).pathname);
    await phone.getByText('Answers in words').waitFor();
    assert.equal(await overflow(phone), 0);
  },
};
