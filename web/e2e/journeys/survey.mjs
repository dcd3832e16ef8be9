import assert from 'node:assert/strict';
import { answer, axe, login, settled } from '../browser.mjs';

const wave = 'bank-2026h2';

async function links(cli) {
  return JSON.parse(await cli('links', '--wave', wave, '--format', 'json'));
}

/** The live count on a wave's page. */
const count = async (page) => Number((await page.getByTestId('responses').innerText()).replaceAll(/\D/g, ''));

async function rises(page, to) {
  await page.waitForFunction(
    (want) => Number(document.querySelector('[data-testid=responses]')?.textContent?.replaceAll(/\D/g, '')) >= want,
    to,
    { timeout: 10_000 },
  );
}

export default {
  'answers from phones, with and without JavaScript, are counted while one watches': async ({ open, cli }) => {
    const [link] = await links(cli);
    const desk = await open();
    await login(desk, 'sm');
    await desk.goto(`/waves/${wave}`);
    await settled(desk);
    const before = await count(desk);

    const scripted = await open({ size: 'phone' });
    await scripted.goto(new URL(link.url).pathname);
    assert.deepEqual(await axe(scripted), []);
    await answer(scripted);
    await rises(desk, before + 1);

    const plain = await open({ size: 'phone', javaScriptEnabled: false });
    await plain.goto(new URL(link.url).pathname);
    await answer(plain, { choose: 2 });
    await rises(desk, before + 2);
  },

  'a paused wave says so to visitors and goes on after resuming': async ({ open, cli }) => {
    const [link] = await links(cli);
    const desk = await open();
    await login(desk, 'sm');
    await desk.goto(`/waves/${wave}`);
    await settled(desk);
    await desk.getByRole('button', { name: '暂停', exact: true }).click();
    const dialog = desk.getByRole('dialog');
    assert.deepEqual(await axe(desk), []);
    const confirm = dialog.getByRole('button', { name: '暂停', exact: true });
    assert.ok(await confirm.isDisabled(), 'pausing needs a reason');
    await dialog.getByRole('textbox').fill('系统演练');
    await confirm.click();
    await desk.locator('h1').getByText('已暂停').waitFor();

    const visitor = await open({ size: 'phone' });
    await visitor.goto(new URL(link.url).pathname);
    await visitor.locator('main.notice').waitFor();

    await desk.getByRole('button', { name: '恢复', exact: true }).click();
    await desk.getByRole('dialog').getByRole('button', { name: '恢复', exact: true }).click();
    await desk.locator('h1').getByText('进行中').waitFor();
    await visitor.goto(new URL(link.url).pathname);
    await visitor.locator('button.primary').waitFor();
  },

  'a link is shown as a QR code': async ({ open }) => {
    const page = await open();
    await login(page, 'sm');
    await page.goto(`/waves/${wave}?tab=links`);
    await settled(page);
    await page
      .getByRole('button', { name: /的二维码/ })
      .first()
      .click();
    const picture = page.getByRole('dialog').getByRole('img', { name: /的二维码/ });
    await picture.waitFor();
    assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 0));
  },

  'a unit manager sees only the own outlet': async ({ open }) => {
    const page = await open({ size: 'phone' });
    await login(page, 'um');
    await page.goto('/units');
    await settled(page);
    const units = await page.request.get('/api/v1/units').then((reply) => reply.json());
    assert.deepEqual(
      units.items.map((unit) => unit.code),
      ['B0101'],
    );
    const all = await page.request.get(`/api/v1/waves/${wave}/progress`).then((reply) => reply.json());
    assert.deepEqual(
      all.items.map((row) => row.unit.code),
      ['B0101'],
    );
    await page.goto(`/waves/${wave}/results`);
    await settled(page);
    await page.locator('.m-filterbar').waitFor();
    const foreign = await page.request.get(`/api/v1/waves/${wave}/dashboard?unit=B0102`);
    assert.ok(foreign.status() === 403 || foreign.status() === 404, `got ${foreign.status()}`);
    await page.goto('/users');
    await page.getByText('没有查看权限').waitFor();
    await page.goto(`/waves/${wave}`);
    await settled(page);
    assert.equal(await page.getByRole('button', { name: '暂停', exact: true }).count(), 0);
  },
};
