import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axe, login, overflow, settled } from '../browser.mjs';

const ratings = 'Q11 Q12 Q13 Q21 Q22 Q23 Q24 Q31 Q32 Q33 Q41 Q42 Q43 Q51 Q52 Q61 Q62 Q63 Q71'.split(' ');
const labels = ['很不满意', '不太满意', '一般', '比较满意', '非常满意'];

/** A telephone survey: a title above the names, outlets by name, marks by their labels, one word that means nothing to us. */
function table(rows) {
  const lines = [`2026 年电话调查${','.repeat(ratings.length + 3)}`, `编号,访问日期,网点,${ratings.join(',')},意见`];
  for (let i = 0; i < rows; i++) {
    const marks = ratings.map((_, k) => (i % 10 === 0 && k === 0 ? '说不清' : labels[(i + k) % 5]));
    lines.push(
      `T${i},2026-10-${String(1 + (i % 28)).padStart(2, '0')},${['解放路网点', 'B0102'][i % 2]},${marks},意见 ${i}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A planned wave that takes outside responses, made once. */
const plan = (page, code) =>
  page.evaluate(async (code) => {
    const body = JSON.stringify({
      code,
      name: { zh: '电话调查', en: 'Telephone survey' },
      from: '2026-07-01',
      to: '2026-12-31',
      anonymity: 'named',
      questionnaire: { code: 'bank-outlet', version: '1.0' },
      root_unit: 'BANK',
      surveyed_types: ['outlet'],
      target: 0,
    });
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch('/api/v1/programmes/bank/waves', { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(await answer.text());
  }, code);

const send = (page, name, text) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

export default {
  'an outside survey is mapped, tried while it is mapped, imported and undone': async ({ open, cli }) => {
    const page = await open();
    await login(page, 'sm');
    await plan(page, 'phone-2026');
    await page.goto('/waves/phone-2026');
    await page.getByRole('link', { name: '导入外部答卷' }).click();
    await page.getByText('还没有导入过文件').waitFor();
    await send(page, '电话调查.csv', table(60));
    await page.getByText('54 行可以导入').waitFor();
    await page.getByText('6 行不能导入').waitFor();
    await settled(page);
    assert.deepEqual(await axe(page), []);

    // What is refused leads to the item; explaining the word tries all rows again.
    await page.getByRole('button', { name: '查看结果' }).click();
    await page.getByRole('link', { name: '说明 Q11 的“说不清”' }).click();
    await page.getByLabel('“说不清”表示').click();
    await page.keyboard.type('一般');
    await page.keyboard.press('Enter');
    await page.getByText('60 行可以导入').waitFor();

    // Left and returned to, it is as it was; the file it makes is the one of the command line.
    const address = page.url().split('?')[0];
    await page.goto('/waves');
    await page.goto(`${address}?part=file`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载' }).click(),
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'manyi-mapping-'));
    const [survey, mapping] = [join(folder, 'survey.csv'), join(folder, 'mapping.yaml')];
    writeFileSync(survey, table(60));
    await download.saveAs(mapping);
    assert.match(readFileSync(mapping, 'utf8'), /^format: manyi\.mapping\/1\n(?:.*\n)*header: \{row: 2, rows: 1\}/);
    assert.match(await cli('import', 'responses', survey, '--mapping', mapping, '--dry-run'), /60/);
    await page.getByLabel('保存对应').fill('电话调查 2026');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('已保存').waitFor();

    await page.getByRole('button', { name: '查看结果' }).click();
    await page.getByRole('button', { name: '导入 60 行' }).click();
    await page.getByRole('heading', { name: '已导入' }).waitFor();
    assert.deepEqual(await page.locator('.m-map-counts dd').allInnerTexts(), ['60', '60', '0', '0']);
    assert.deepEqual(await axe(page), []);
    await page.getByRole('link', { name: '查看期次' }).click();
    await page.getByTestId('responses').getByText('60').waitFor();

    await page.goto(address);
    await page.getByRole('button', { name: '撤销导入' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤销导入' }).click();
    await page.getByRole('heading', { name: '已撤销' }).waitFor();
    await page.goto('/waves/phone-2026');
    await page.getByTestId('responses').getByText('0', { exact: true }).waitFor();
  },

  'a saved mapping is suggested for the next file, in English, on a phone, in the dark': async ({ open }) => {
    const page = await open({ lang: 'en', size: 'phone', look: 'dark' });
    await login(page, 'sm', 'en');
    await plan(page, 'phone-2027');
    await page.goto('/waves/phone-2027/imports');
    await settled(page);
    assert.equal(await overflow(page), 0);
    await send(page, 'next.csv', table(30));
    await page.getByText('30 rows can come in').waitFor();
    await settled(page);
    await page.getByText('as in “电话调查 2026”').first().waitFor();
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await axe(page), []);
    for (const part of ['sources', 'columns', 'file']) {
      await page.goto(`${page.url().split('?')[0]}?part=${part}`);
      await settled(page);
      assert.equal(await overflow(page), 0, part);
      assert.deepEqual(await axe(page), [], part);
    }
    await page.getByRole('button', { name: 'Discard this file' }).click();
    await page.getByRole('heading', { name: 'Given up' }).waitFor();
  },

  'what is no table is refused in words, and nobody else comes here': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/waves/phone-2027/imports');
    await settled(page);
    await send(page, 'leer.csv', '');
    await page.getByText('表格是空的').waitFor();
    await send(page, 'alt.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'));
    await page.getByText('旧版 .xls').waitFor();
    const other = await open();
    await login(other, 'um');
    await other.goto('/waves/phone-2027');
    await settled(other);
    assert.equal(await other.getByRole('link', { name: '导入外部答卷' }).count(), 0);
  },
};
