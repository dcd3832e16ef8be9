import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { axe, login, named, overflow, settled } from '../browser.mjs';

// Everything happens in a tree of its own, apart from the bank, so that no wave of another journey sees it.
const row = (page, code) => page.getByRole('treeitem').filter({ has: page.getByText(code, { exact: true }) });
const dialog = (page) => page.getByRole('dialog');

/** The rows of one tree with their levels: "1 X, 2 X1". */
const outline = (page, top) =>
  page.getByRole('treeitem').evaluateAll(
    (rows, start) =>
      rows
        .map((one) => [one.ariaLevel, one.querySelector('code').textContent])
        .filter(([, code]) => code.startsWith(start))
        .map(([level, code]) => `${level} ${code}`)
        .join(', '),
    top,
  );

async function confirm(page, name) {
  const button = dialog(page).getByRole('button', { name, exact: true });
  await page.waitForFunction(
    (label) =>
      [...document.querySelectorAll('.ant-modal-footer button')].some(
        (one) => one.textContent.replaceAll(' ', '') === label.replaceAll(' ', '') && !one.disabled,
      ),
    name,
  );
  await button.click();
  await dialog(page).waitFor({ state: 'hidden' });
  await settled(page);
}

/** Makes a small tree through the interface that the console uses, too. */
async function plant(page, units) {
  for (const [code, parent, type] of units) {
    const reply = await page.request.post('/api/v1/unit-changes', {
      data: { act: 'add', on: '2026-01-01', new: [{ code, name: `机构${code}`, type, parent }] },
    });
    assert.equal(reply.status(), 200, await reply.text());
  }
}

export default {
  'an organisation is built, rearranged and put right by mouse': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/units');
    await settled(page);
    await named(page, '设立机构').click();
    await page.getByLabel('名称', { exact: true }).fill('星海集团');
    await page.getByLabel('编码', { exact: true }).fill('bank');
    await page.getByLabel('生效日期').fill('2026-01-01');
    await page.getByText('编码“BANK”已被使用', { exact: false }).waitFor();
    assert.equal(await dialog(page).getByRole('button', { name: '设立' }).isDisabled(), true);
    await page.getByLabel('编码', { exact: true }).fill('X');
    await page.getByText('没有账号的范围因此改变。').waitFor();
    assert.deepEqual(await axe(page), []);
    await confirm(page, '设立');
    assert.equal(await row(page, 'X').getAttribute('aria-selected'), 'true');
    await plant(page, [
      ['X1', 'X', 'sub_branch'],
      ['X2', 'X', 'sub_branch'],
      ['X11', 'X1', 'outlet'],
      ['X12', 'X1', 'outlet'],
      ['X21', 'X2', 'outlet'],
    ]);
    await page.goto('/units?q=X');
    await settled(page);
    assert.equal(await outline(page, 'X'), '1 X, 2 X1, 3 X11, 3 X12, 2 X2, 3 X21');

    await row(page, 'X12').dragTo(row(page, 'X2'));
    await dialog(page).getByText('移动“机构X12”').waitFor();
    await page.getByLabel('生效日期').fill('2026-06-01');
    const follows = dialog(page).locator('.m-units-what');
    await follows.getByText('机构X1', { exact: true }).waitFor();
    assert.match(await follows.innerText(), /上级\s*机构X1\s*→\s*机构X2/);
    await confirm(page, '移动');
    assert.equal(await outline(page, 'X'), '1 X, 2 X1, 3 X11, 2 X2, 3 X12, 3 X21');
    await page.goto('/units?q=X&as_of=2026-05-31');
    await settled(page);
    assert.equal(await outline(page, 'X'), '1 X, 2 X1, 3 X11, 3 X12, 2 X2, 3 X21');

    await page.goto('/units?q=X&unit=X2');
    await settled(page);
    await named(page, '更多').click();
    await page.getByRole('menuitem', { name: '合并…' }).click();
    await page.getByLabel('与哪些机构合并').fill('X1');
    await page.keyboard.press('Enter');
    await page.getByLabel('生效日期').fill('2026-09-01');
    await dialog(page).locator('.m-units-what').getByText('合并 · 2026-09-01', { exact: false }).waitFor();
    assert.deepEqual(await axe(page), []);
    await confirm(page, '合并');
    assert.equal(await outline(page, 'X'), '1 X, 2 X2, 3 X11, 3 X12, 3 X21');
    await page.locator('.m-units-panel').getByText('合并了').waitFor();

    await page.getByRole('link', { name: '变更记录' }).click();
    await settled(page);
    assert.deepEqual(await axe(page), []);
    await page
      .locator('.m-units-log li', { hasText: '合并机构' })
      .first()
      .getByRole('button', { name: '撤销' })
      .click();
    await dialog(page).getByText('撤销“合并机构”？').waitFor();
    await dialog(page).getByRole('button', { name: '撤销' }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    await page.goto('/units?q=X');
    await settled(page);
    assert.equal(await outline(page, 'X'), '1 X, 2 X1, 3 X11, 2 X2, 3 X12, 3 X21');
  },

  'an organisation is rearranged by keyboard only': async ({ open }) => {
    const page = await open({ lang: 'en' });
    const keys = page.keyboard;
    const focused = () =>
      page.evaluate(() => {
        const one = document.activeElement;
        const label = one?.id ? document.querySelector(`label[for="${CSS.escape(one.id)}"]`)?.textContent : '';
        return `${one?.getAttribute('role') ?? one?.tagName}|${label ?? ''}|${one?.textContent?.trim() ?? ''}`;
      });
    const reach = async (what, key = 'Tab') => {
      for (let i = 0; i < 80; i++) {
        if (what.test(await focused())) return;
        await keys.press(key);
      }
      throw new Error(`the keyboard does not reach ${what}: ${await focused()}`);
    };
    await login(page, 'sm', 'en');
    await plant(page, [
      ['K', '', 'group'],
      ['K1', 'K', 'branch'],
      ['K2', 'K', 'branch'],
    ]);
    await page.goto('/units?q=K');
    await settled(page);
    await reach(/^treeitem/);
    await reach(/机构K1/, 'ArrowDown');
    await keys.press('n');
    await dialog(page).waitFor();
    await reach(/\|Name\|/);
    await keys.insertText('前门');
    await reach(/\|Code\|/);
    await keys.type('K11');
    await dialog(page).locator('.m-units-what').getByText('K11', { exact: true }).waitFor();
    await keys.press('Enter');
    await dialog(page).waitFor({ state: 'hidden' });
    await settled(page);
    await reach(/^treeitem.*K2|^treeitem.*K11/, 'Tab');
    await reach(/K2/, 'ArrowDown');
    await keys.press('Alt+Shift+ArrowRight');
    await dialog(page).getByText('Move "机构K2"').waitFor();
    await dialog(page).locator('.m-units-what').waitFor();
    await reach(/\|Move$/);
    await keys.press('Enter');
    await dialog(page).waitFor({ state: 'hidden' });
    await settled(page);
    assert.equal(await outline(page, 'K'), '1 K, 2 K1, 3 K11, 3 K2');
    await reach(/^treeitem.*K2/);
    await keys.press('Delete');
    await dialog(page).getByText('Close "机构K2"').waitFor();
    await dialog(page).locator('.m-units-what').waitFor();
    await reach(/\|Close$/);
    await keys.press('Enter');
    await dialog(page).waitFor({ state: 'hidden' });
    await settled(page);
    assert.equal(await outline(page, 'K'), '1 K, 2 K1, 3 K11');
  },

  'two people change one unit, and the second is told': async ({ open }) => {
    const first = await open({ size: 'phone' });
    await login(first, 'sm');
    await plant(first, [
      ['Z', '', 'group'],
      ['Z1', 'Z', 'outlet'],
    ]);
    await first.goto('/units?q=Z&unit=Z1');
    await settled(first);
    assert.ok((await overflow(first)) <= 0);
    await named(first, '修改').click();
    await first.getByLabel('负责人').fill('<script>alert(1)</script>');
    const second = await open();
    await login(second, 'sm');
    await second.goto('/units?q=Z&unit=Z1');
    await settled(second);
    await named(second, '修改').click();
    await second.getByLabel('名称', { exact: true }).fill('=1+1');
    await confirm(second, '修改');

    await first.getByLabel('英文名称').fill('Harbour');
    await first.getByText('调查经理刚刚改动了机构“Z1”', { exact: false }).waitFor();
    await named(first, '载入现在的内容').click();
    assert.equal(await first.getByLabel('负责人').inputValue(), '<script>alert(1)</script>');
    assert.ok((await overflow(first)) <= 0);
    assert.deepEqual(await axe(first), []);
    await confirm(first, '修改');
    await first.locator('.m-units-panel').getByText('<script>alert(1)</script>').first().waitFor();
    const table = await first.request.get('/api/v1/unit-tables/units.csv').then((reply) => reply.text());
    assert.match(table, /Z1,(?!=)/);
  },

  'a table of units is tried, its faults kept, and imported': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/units/import');
    await settled(page);
    const rows = Array.from({ length: 300 }, (_, i) => `V${i + 1},网点${i + 1},outlet,V`);
    await page.locator('input[type=file]').setInputFiles({
      name: 'units.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`编码,名称,类型,上级\nV,远洋,group,\n${rows.join('\n')}\nV301,无上级,outlet,NONE\n`),
    });
    await page.getByText('没有上级机构“NONE”。').waitFor();
    assert.deepEqual(await axe(page), []);
    const [faults] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /导出/ }).click(),
    ]);
    assert.match(readFileSync(await faults.path(), 'utf8'), /303,V301,没有上级机构“NONE”。/);
    await named(page, '导入 301 个机构').click();
    await page.getByRole('heading', { name: '已导入' }).waitFor();
    await page.getByRole('link', { name: '查看机构' }).click();
    await settled(page);
    await page.locator('input[data-search], [data-search] input').first().fill('V30');
    await row(page, 'V300').waitFor();
  },

  'unit types are named and a manager of one outlet changes nothing': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/units/types');
    await settled(page);
    await named(page, '新增类型').click();
    await page.getByLabel('编码').fill('booth');
    await page.getByLabel('中文名称').fill('服务亭');
    await dialog(page).getByRole('button', { name: '保存' }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    await named(page, '服务亭').click();
    assert.deepEqual(await axe(page), []);
    await dialog(page).getByRole('button', { name: '删除类型' }).click();
    await dialog(page).waitFor({ state: 'hidden' });
    assert.equal(await named(page, '服务亭').count(), 0);

    const manager = await open({ size: 'phone' });
    await login(manager, 'um');
    await manager.goto('/units?unit=B0101');
    await settled(manager);
    assert.equal(await named(manager, '修改').count(), 0);
    const reply = await manager.request.post('/api/v1/unit-changes', {
      data: { act: 'add', on: '2026-11-22', new: [{ code: 'W1', name: 'W', type: 'outlet', parent: 'B0101' }] },
    });
    assert.equal(reply.status(), 403);
  },
};
