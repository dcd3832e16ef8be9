import assert from 'node:assert/strict';
import { axe, login, overflow, settled } from '../browser.mjs';

const chosen = '网点主任的新密码2026';

/** What a field that is shown once holds. */
const once = (page, label) => page.getByLabel(label, { exact: true }).inputValue();

/** Chooses an option of a select by the texts of both. */
async function pick(page, label, option) {
  await page.getByRole('combobox', { name: label }).last().click();
  await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: false }).first().click();
}

export default {
  'an invited user chooses a password by a link that works once, and is disabled in the end': async ({ open }) => {
    const admin = await open();
    await login(admin, 'admin');
    await admin.goto('/users');
    await settled(admin);
    await admin.getByRole('button', { name: '新增用户' }).click();
    const drawer = admin.getByRole('dialog', { name: '新增用户' });
    await drawer.getByLabel('账号').fill('chen.li');
    await drawer.getByLabel('姓名').fill('陈莉');
    await pick(admin, '角色', '单位负责人');
    await pick(admin, '机构', 'B0102');
    assert.deepEqual(await axe(admin), []);
    await drawer.getByRole('button', { name: '新增并生成邀请链接' }).click();
    await drawer.getByText('已新增陈莉').waitFor();
    const link = await once(admin, '链接');
    await drawer.getByRole('button', { name: '已交给本人，关闭' }).click();
    await admin.getByRole('row', { name: /陈莉.*待接受邀请/ }).waitFor();

    const chen = await open({ size: 'phone' });
    await chen.goto(link);
    await chen.getByText('陈莉，欢迎使用').waitFor();
    assert.equal(await chen.evaluate(() => window.location.hash), '');
    assert.deepEqual(await axe(chen), []);
    assert.equal(await overflow(chen), 0);
    await chen.getByLabel('新密码', { exact: true }).fill(chosen);
    await chen.getByLabel('再输一次新密码').fill(chosen);
    await chen.getByRole('button', { name: '保存并进入' }).click();
    await chen.getByRole('heading', { level: 1, name: '总览' }).waitFor();

    const late = await open();
    await late.goto(link);
    await late.getByRole('alert').getByText('链接已失效').waitFor();
    await late.getByRole('link', { name: '去登录' }).click();
    await late.waitForURL('**/login');
    late.complaints.length = 0; // the refusal was meant

    await admin.reload();
    await admin.getByRole('link', { name: '陈莉' }).click();
    const account = admin.getByRole('dialog', { name: '陈莉' });
    await account.getByText('正常').first().waitFor();
    await account.getByRole('button', { name: '停用' }).click();
    await admin.getByText('停用陈莉？').waitFor();
    await admin.locator('.ant-popconfirm').getByRole('button', { name: '停用' }).click();
    await account.getByRole('button', { name: '启用' }).waitFor();
    assert.equal((await chen.request.get('/api/v1/me')).status(), 401);
  },

  'a key is shown once, reaches what it is for and stops when it is revoked': async ({ open, url }) => {
    const page = await open({ look: 'dark' });
    await login(page, 'sm');
    await page.goto('/keys');
    await settled(page);
    await page.getByRole('button', { name: '新增密钥' }).first().click();
    const drawer = page.getByRole('dialog', { name: '新增密钥' });
    await drawer.getByLabel('名称').fill('数据仓库');
    await drawer.getByRole('checkbox', { name: '查看项目与期次' }).check();
    assert.deepEqual(await axe(page), []);
    await drawer.getByRole('button', { name: '生成密钥' }).click();
    await drawer.getByText('密钥“数据仓库”已生成').waitFor();
    const token = await once(page, '密钥');
    assert.match(token, /^manyi_[\w-]{43}$/);
    const ask = async (path) =>
      (await fetch(`${url}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } })).status;
    assert.deepEqual([await ask('/waves'), await ask('/units'), await ask('/keys')], [200, 403, 403]);
    await drawer.getByRole('button', { name: '已交给本人，关闭' }).click();
    await page.getByRole('button', { name: '撤销密钥“数据仓库”？' }).click();
    const sure = page.locator('.ant-popconfirm').getByRole('button', { name: '撤销' });
    await sure.waitFor();
    assert.deepEqual(await axe(page), []); // red buttons in the dark
    await sure.click();
    await page.getByRole('row', { name: /数据仓库.*已撤销/ }).waitFor();
    assert.equal(await ask('/waves'), 401);
    assert.deepEqual(await axe(page), []);
  },

  'the log is filtered by who, what and when, read in detail and exported': async ({ open }) => {
    const page = await open();
    await login(page, 'admin');
    await page.goto('/audit');
    await settled(page);
    await page.getByLabel('操作人姓名或账号，回车').fill('admin');
    await page.keyboard.press('Enter');
    await page.waitForURL(/actor=admin/);
    await pick(page, '操作', '登录');
    await page.waitForURL(/action=user\.login/);
    await settled(page);
    const rows = page.locator('.m-table tbody tr.ant-table-row');
    const shown = await rows.count();
    assert.ok(shown > 0);
    for (const text of await rows.allInnerTexts()) assert.match(text, /登录/);
    const table = await page.request.get('/api/v1/audit-tables/audit.csv?actor=admin&action=user.login');
    assert.equal((await table.text()).trim().split('\n').length, shown + 1);
    await rows.first().getByRole('link').click();
    const entry = page.getByRole('dialog', { name: '日志记录' });
    await entry.getByText('127.0.0.1').waitFor();
    assert.deepEqual(await axe(page), []);
    await page.goto('/audit?object=sm&kind=user');
    await settled(page);
    await page.getByRole('row', { name: /新增账号.*sm/ }).waitFor();
    await page.goto('/audit?from=2001-01-01&to=2001-01-02');
    await page.getByText('没有符合条件的内容').waitFor();
  },

  'a deputy manages the units of whoever is away, and no longer afterwards': async ({ open }) => {
    const seen = async (page) => {
      const units = await page.request.get('/api/v1/units').then((reply) => reply.json());
      return units.items.length;
    };
    const deputy = await open();
    await login(deputy, 'um');
    const own = await seen(deputy);
    const away = await open({ size: 'phone', timezoneId: 'Pacific/Honolulu' }); // mostly a day behind the installation
    await login(away, 'um2');
    await away.goto('/absence');
    await settled(away);
    await away.getByLabel('至', { exact: true }).fill('2020-01-01');
    await away.getByLabel('代理人账号').fill('nobody.here');
    await away.getByRole('button', { name: '保存' }).click();
    await away.getByText('没有这个可用的账号').waitFor();
    await away.getByText('结束日不能早于开始日').waitFor();
    assert.deepEqual(await axe(away), []);
    assert.equal(await overflow(away), 0);
    const day = await away.getByLabel('离岗自').inputValue();
    await away.getByLabel('至', { exact: true }).fill(day);
    await away.getByLabel('代理人账号').fill('um');
    await away.getByRole('button', { name: '保存' }).click();
    await away.getByText(/离岗中：.*代理/).waitFor();
    assert.ok((await seen(deputy)) > own);
    await deputy.goto('/absence');
    await deputy.getByText(/目前代理：/).waitFor();

    await away.getByRole('button', { name: '取消离岗' }).click();
    await away.locator('.ant-popconfirm').getByRole('button', { name: '取消离岗' }).click();
    await away.getByText('离岗中').waitFor({ state: 'detached' });
    assert.equal(await seen(deputy), own);
  },

  'whoever may not manage accounts sees neither the menu nor the pages': async ({ open }) => {
    const page = await open();
    await login(page, 'um');
    for (const path of ['/users', '/keys', '/audit']) {
      await page.goto(path);
      await page.getByText('没有').first().waitFor();
    }
    assert.equal(await page.getByRole('menuitem', { name: '接口密钥' }).count(), 0);
  },
};
