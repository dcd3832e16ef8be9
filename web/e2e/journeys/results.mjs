import assert from 'node:assert/strict';
import { login, settled } from '../browser.mjs';

/** The number before the margin: "78.2 ±0.8 (n 2 831)" → 78.2. */
const value = (text) => Number(/[−\d.]+/.exec(text)?.[0].replace('−', '-'));
const base = (text) => Number(/n ([\d\u2009 ]+)/.exec(text)?.[1].replaceAll(/\D/g, ''));

export default {
  'the dashboard shows what the command line computes': async ({ open, cli }) => {
    const rows = JSON.parse(await cli('figures', '--wave', 'sfo-2017', '--format', 'json'));
    const page = await open();
    await login(page, 'sm');
    await page.goto('/waves/sfo-2017/results?item=Q7ALL');
    await settled(page);
    const system = await page.request.get('/api/v1/waves/sfo-2017/dashboard').then((reply) => reply.json());
    const root = rows.find((row) => row.code === system.tree[0].code);
    const headline = await page.locator('.m-strip-main .m-figure').innerText();
    assert.equal(value(headline), Number(root.score.toFixed(1)));
    assert.equal(base(headline), root.n);
    const item = rows.find((row) => row.code === 'Q7ALL');
    const mean = page.locator('.m-inline-figures div', { hasText: '均值' });
    assert.equal(value(await mean.locator('dd').innerText()), Number(item.mean.toFixed(2)));
    assert.equal(base(await mean.locator('dd').innerText()), item.n);
  },

  'units lead down the tree and the address can be sent to a colleague': async ({ open, url }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/waves/sfo-2017/results');
    await settled(page);
    await page.getByRole('link', { name: 'A 候机区', exact: true }).click();
    await page.waitForURL(/unit=SFO-A/);
    const path = page.getByRole('navigation', { name: '所在单位' });
    await path.locator('strong', { hasText: 'A 候机区' }).waitFor(); // the figures are that unit's
    const seen = await page.locator('.m-strip-main .m-figure').innerText();
    const colleague = await open();
    await login(colleague, 'sm');
    await colleague.goto(page.url().slice(url.length));
    await settled(colleague);
    assert.equal(await colleague.locator('.m-strip-main .m-figure').innerText(), seen);
    await path.getByRole('link').first().click();
    await path.locator('strong', { hasText: '旧金山国际机场' }).waitFor();
    assert.notEqual(await page.locator('.m-strip-main .m-figure').innerText(), seen);
  },

  'tables and charts can be taken along': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/waves/sfo-2017/results');
    await settled(page);
    const tree = page.locator('section', { has: page.getByRole('heading', { name: '指标树' }) });
    await tree.getByRole('button', { name: '导出' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    const file = await download;
    assert.match(file.suggestedFilename(), /sfo-2017-tree\.csv/);

    const chart = page.locator('.m-chart').first();
    const names = await chart.locator('div[role=img]').getAttribute('aria-label');
    assert.match(names, /A 候机区/);
    await chart.getByRole('button', { name: '以表格显示' }).click();
    await chart.getByRole('row', { name: /A 候机区/ }).waitFor();
    await chart.getByRole('button', { name: '保存图片' }).click();
    const picture = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'PNG' }).click();
    assert.match((await picture).suggestedFilename(), /\.png$/);
  },

  'a sort stays in the address and columns are remembered': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto('/waves');
    await settled(page);
    await page.getByRole('columnheader', { name: '答卷' }).click();
    await page.locator('th[aria-sort=ascending]').waitFor();
    assert.match(page.url(), /waves\.sort=responses/);
    const counts = async () =>
      (await page.locator('tbody tr.ant-table-row').allInnerTexts()).map((row) => row.split('\t').at(-2));
    const first = (await counts())[0];
    await page.getByRole('columnheader', { name: '答卷' }).click();
    await page.locator('th[aria-sort=descending]').waitFor();
    assert.match(page.url(), /waves\.sort=-responses/);
    assert.notEqual((await counts())[0], first);
    await page.getByRole('button', { name: '选择列' }).click();
    await page.getByRole('checkbox', { name: '调查项目' }).uncheck();
    await page.getByRole('columnheader', { name: '调查项目' }).waitFor({ state: 'hidden' });
    await page.reload();
    await settled(page);
    assert.equal(await page.getByRole('columnheader', { name: '调查项目' }).count(), 0);
  },
};
