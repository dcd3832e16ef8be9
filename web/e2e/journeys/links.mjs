import assert from 'node:assert/strict';
import { axe, login, overflow, settled } from '../browser.mjs';

/** A confidential wave of one sub-branch, open, with links for a few customers. */
async function prepared(page, code, branch = 'B02') {
  await page.evaluate(
    async ([code, branch]) => {
      const post = async (path, body) => {
        const reply = await fetch(`/api/v1${path}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        });
        if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`);
      };
      await post('/programmes/bank/waves', {
        code,
        name: { zh: `回访 ${code}`, en: `Visits ${code}` },
        from: '2026-11-01',
        to: '2029-12-31',
        anonymity: 'confidential',
        questionnaire: { code: 'bank-outlet', version: '1.0' },
        root_unit: branch,
        surveyed_types: ['outlet'],
        target: 15,
      });
      await post(`/waves/${code}/open`, {});
      await post(`/waves/${code}/invitations`, { units: [`${branch}01`], limit: 3 });
    },
    [code, branch],
  );
}

export default {
  'a personal link is renewed and revoked, and each old one says what became of it': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await prepared(page, 'links-1');
    await page.goto('/waves/links-1?tab=invitations');
    await page.locator('.m-issues li[data-state=done]').waitFor();
    const rows = page.locator('.m-table tbody tr[data-row-key]');
    await rows.first().waitFor();
    await settled(page);
    assert.equal(await rows.count(), 3);
    assert.deepEqual(await axe(page), []);

    const table = await page.request
      .get('/api/v1/waves/links-1/invitation-tables/links.csv')
      .then((reply) => reply.text());
    const name = await rows.first().getByRole('link').innerText();
    const line = table.split('\n').find((one) => one.includes(name));
    const old = new URL(line.match(/https?:\/\/[^\s,"]+/)[0]).pathname;
    await page.getByRole('button', { name: `更换${name}的链接` }).click();
    await page.getByRole('dialog').getByRole('button', { name: '更换', exact: true }).click();
    const field = page.getByRole('dialog').getByRole('searchbox');
    await field.waitFor();
    const fresh = new URL(await field.inputValue()).pathname;
    assert.notEqual(fresh, old);
    await page.keyboard.press('Escape');

    const guest = await open({ size: 'phone' });
    assert.equal((await guest.goto(old)).status(), 404);
    await guest.locator('main.notice').waitFor();
    assert.equal((await guest.goto(fresh)).status(), 200);
    await guest.locator('button.primary').waitFor();

    await page.getByRole('button', { name: `撤销${name}的链接` }).click();
    await page.getByRole('dialog').getByText('链接立即失效').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: '撤销', exact: true }).click();
    await rows.first().getByText('已撤销').waitFor();
    assert.equal((await guest.goto(fresh)).status(), 410);
    assert.deepEqual(await axe(guest), []);

    await page.goto('/waves/links-1?tab=invitations&state=revoked');
    await page.waitForFunction(() => document.querySelectorAll('.m-table tbody tr[data-row-key]').length === 1);
    await page.goto('/waves/links-1?tab=invitations&state=answered');
    await page.locator('.m-empty').waitFor();
  },

  'more links are issued by keyboard on a phone; who has one gets no other': async ({ open }) => {
    const page = await open({ size: 'phone', lang: 'en' });
    await login(page, 'sm', 'en');
    await prepared(page, 'links-2');
    await page.goto('/waves/links-2?tab=invitations');
    await page.locator('.m-issues li[data-state=done]').waitFor();
    await settled(page);
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: 'Choose customers' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('At most').focus();
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    const issue = page.getByRole('dialog').getByRole('button', { name: 'Issue 2 links' });
    await issue.waitFor();
    const before = page.getByRole('dialog').locator('.ant-descriptions-item-content').nth(1);
    assert.equal(await before.innerText(), '3');
    assert.deepEqual(await axe(page), []);
    await issue.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.m-issues li[data-state=done]').length === 2);
    await page.getByText('2 links', { exact: true }).waitFor();
  },

  'whoever manages an outlet sees how far it is, and not who was asked': async ({ open }) => {
    const desk = await open();
    await login(desk, 'sm');
    await prepared(desk, 'links-3', 'B01');
    const page = await open({ size: 'phone' });
    await login(page, 'um');
    await page.goto('/waves/links-3?tab=invitations');
    await page.locator('.m-funnel').waitFor();
    assert.equal(await page.getByRole('tab', { name: '专属链接' }).count(), 0);
    const refused = await page.request.get('/api/v1/waves/links-3/invitations');
    assert.equal(refused.status(), 403);
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await axe(page), []);
  },

  'posters come as a PDF, of a unit and of all units': async ({ open }) => {
    const page = await open({ acceptDownloads: true });
    await login(page, 'sm');
    await page.goto('/waves/bank-2026h2?tab=links');
    await settled(page);
    const take = async (button, item) => {
      await button.click();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('.ant-dropdown:visible').getByRole('link', { name: item }).click(),
      ]);
      return file.suggestedFilename();
    };
    const all = page.getByRole('button', { name: '全部海报（PDF）' });
    assert.equal(await take(all, 'A5 · 中文'), 'bank-2026h2-posters-a5.pdf');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '解放路网点的二维码' }).click();
    const one = page.getByRole('dialog').getByRole('button', { name: '海报（PDF）', exact: true });
    assert.equal(await take(one, 'A4 · 英文'), 'bank-2026h2-B0101-posters-a4.pdf');
    const reply = await page.request.get('/api/v1/waves/bank-2026h2/posters.pdf?unit=B0101');
    assert.equal((await reply.body()).subarray(0, 5).toString(), '%PDF-');
  },

  'the field monitor shows the units behind, and only them when asked': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/waves/bank-2026h2');
    await settled(page);
    const progress = await page.request.get('/api/v1/waves/bank-2026h2/progress').then((reply) => reply.json());
    const behind = progress.items.filter((row) => row.below_target).length;
    assert.equal(behind, progress.below);
    await page.locator('.m-funnel').getByText(`${behind} 个单位`).waitFor();
    assert.deepEqual(await axe(page), []);
    if (behind > 0) {
      await page.getByRole('checkbox', { name: '只看落后的单位' }).click(); // its state follows the address
      await page.waitForFunction(
        (n) => document.querySelectorAll('.m-table tbody tr[data-row-key]').length === n,
        behind,
      );
    }
  },
};
