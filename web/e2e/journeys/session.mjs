import assert from 'node:assert/strict';
import { axe, go, login, overflow, settled } from '../browser.mjs';

export default {
  'a wrong password is refused in words, the right one leads to the page asked for': async ({ open }) => {
    const page = await open();
    await page.goto('/waves/sfo-2017/results');
    await page.waitForURL(/\/login\?next=/);
    await page.locator('input[autocomplete=username]').fill('sm');
    await page.locator('input[autocomplete=current-password]').fill('wrong-password');
    await page.locator('button[type=submit]').click();
    await page.getByRole('alert').getByText('账号或密码不正确').waitFor();
    await page.locator('input[autocomplete=current-password]').fill('manyi-demo-2026');
    await page.locator('button[type=submit]').click();
    await page.waitForURL('**/waves/sfo-2017/results');
    await page.getByRole('heading', { level: 1, name: /2017/ }).waitFor();
  },

  'the login page is accessible in both languages and on a phone': async ({ open }) => {
    for (const options of [{}, { lang: 'en', size: 'phone', look: 'dark' }]) {
      const page = await open(options);
      await page.goto('/login');
      await page.locator('button[type=submit]').waitFor();
      assert.deepEqual(await axe(page), []);
      assert.equal(await overflow(page), 0);
    }
  },

  'a new account must choose a password of its own before it sees anything': async ({ open, cli }) => {
    const said = await cli('user', 'add', 'newcomer', '--name', '新同事', '--role', 'unit_manager@B0102');
    const first = said.match(/\S{12,}/g).at(-1);
    const page = await open({ size: 'phone' });
    await page.goto('/login?next=/waves');
    await page.locator('input[autocomplete=username]').fill('newcomer');
    await page.locator('input[autocomplete=current-password]').fill(first);
    await page.locator('button[type=submit]').click();
    await page.waitForURL('**/password');
    await page.getByText('首次登录').waitFor();
    assert.equal((await page.request.get('/api/v1/waves')).status(), 403);
    const [next, again] = [page.getByLabel('新密码', { exact: true }), page.getByLabel('再输一次新密码')];
    await page.getByLabel('当前密码').fill(first);
    await next.fill('短');
    await again.fill('短');
    await page.getByRole('button', { name: '保存新密码' }).click();
    await page.getByText('新密码至少 10 个字符').waitFor();
    assert.deepEqual(await axe(page), []);
    await next.fill('网点主任的新密码2026');
    await again.fill('网点主任的新密码2026');
    await page.getByRole('button', { name: '保存新密码' }).click();
    await page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
  },

  'language and appearance change at once and are kept': async ({ open }) => {
    const page = await open();
    await login(page, 'um');
    await page.getByRole('button', { name: /账号：/ }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByRole('button', { name: /Account: / }).click();
    await page.getByRole('menuitem', { name: '中文' }).click();
    await page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
  },

  'after logging out nothing can be read': async ({ open }) => {
    const page = await open();
    await login(page, 'um');
    await page.getByRole('button', { name: /账号：/ }).click();
    await page.getByRole('menuitem', { name: '退出登录' }).click();
    await page.waitForURL('**/login');
    const reply = await page.request.get('/api/v1/overview');
    assert.equal(reply.status(), 401);
    await page.goto('/waves');
    await page.waitForURL(/\/login/);
  },

  'by keyboard alone: go places, search, open a wave': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await settled(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '快捷键' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await go(page, 'w', 'waves');
    await page.keyboard.press('/');
    await page.keyboard.type('sfo-2017');
    const link = page.getByRole('link', { name: /2017/ }).first();
    await link.waitFor();
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      if (await link.evaluate((one) => one === document.activeElement)) break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL('**/waves/sfo-2017');
  },
};
