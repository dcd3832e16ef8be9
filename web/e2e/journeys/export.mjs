import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { axe, login, overflow, settled } from '../browser.mjs';

const named = 'sfo-2017';
const rows = 2831;

/** The list of one's files, once the newest of them is done. */
async function newest(page) {
  const first = page.locator('.m-export-list li').first();
  await page.waitForFunction(
    () => document.querySelector('.m-export-list li')?.getAttribute('data-state') === 'done',
    undefined,
    { timeout: 30_000 },
  );
  return first;
}

async function downloaded(page, row, name) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    row.getByRole('link', { name: new RegExp(name) }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

export default {
  'responses are exported, watched and downloaded with their checksum': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto(`/waves/${named}`);
    await settled(page);
    await page.getByRole('button', { name: '导出答卷' }).click();
    const panel = page.getByRole('dialog', { name: '导出答卷' });
    await panel.getByText('CSV', { exact: true }).click();
    await panel.getByText('代码', { exact: true }).click();
    await panel.getByRole('button', { name: '开始导出' }).click();
    const row = await newest(page);
    assert.match(await row.innerText(), /2.831 行/);
    await page.mouse.move(0, 0);
    assert.deepEqual(await axe(page), []);
    const file = await downloaded(page, row, '下载');
    assert.match(file.name, /^sfo-2017-\d{8}-\d{4}\.csv$/);
    assert.equal(file.bytes.subarray(0, 3).toString('hex'), 'efbbbf');
    assert.equal(file.bytes.toString('utf8').split('\r\n').length, rows + 2);
    const sum = createHash('sha256').update(file.bytes).digest('hex');
    assert.ok((await row.innerText()).includes(sum.slice(0, 16)), 'the checksum beside the file is not its own');
  },

  'the keyboard alone exports for SPSS and deletes the file': async ({ open }) => {
    const page = await open({ lang: 'en', size: 'phone' });
    await login(page, 'sm', 'en');
    await page.goto(`/waves/${named}?panel=export`);
    await settled(page);
    const panel = page.getByRole('dialog', { name: 'Export responses' });
    await panel.locator('form').waitFor();
    await panel.getByRole('radio', { name: 'Excel' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.ok(await panel.getByRole('radio', { name: 'SPSS' }).isChecked());
    await panel.getByRole('button', { name: 'Export', exact: true }).focus();
    await page.keyboard.press('Enter');
    const row = await newest(page);
    assert.equal(await overflow(page), 0);
    const file = await downloaded(page, row, 'Download SPSS');
    assert.equal(file.bytes.subarray(0, 4).toString('latin1'), '$FL2');
    const count = await page.locator('.m-export-list li').count();
    await row.getByRole('button', { name: /^Delete SPSS/ }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((n) => document.querySelectorAll('.m-export-list li').length === n, count - 1);
  },

  'rows of an open anonymous wave stay, and a unit manager is not offered any': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/waves/bank-2026h2?panel=export');
    await settled(page);
    await page.getByRole('dialog').getByText('匿名期次结束后才能导出答卷').waitFor();
    assert.equal(await page.getByRole('button', { name: '开始导出' }).count(), 0);
    assert.deepEqual(await axe(page), []);
    const manager = await open();
    await login(manager, 'um');
    await manager.goto('/waves/bank-2026h2?panel=export');
    await settled(manager);
    assert.equal(await manager.getByRole('button', { name: '导出答卷' }).count(), 0);
    assert.equal(await manager.getByRole('dialog').count(), 0);
  },
};
