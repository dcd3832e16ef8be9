import assert from 'node:assert/strict';
import { axe, login, overflow } from '../browser.mjs';

const wave = 'personal-2026';

/** Opens a confidential wave and issues personal links to some customers of an outlet: their paths. */
async function links(page, limit) {
  const table = await page.evaluate(
    async ([code, limit]) => {
      const ask = async (way, path, body) => {
        const reply = await fetch(`/api/v1${path}`, {
          method: way,
          headers: body ? { 'Content-Type': 'application/json' } : {},
          body: body && JSON.stringify(body),
        });
        if (!reply.ok) throw new Error(`${way} ${path}: ${await reply.text()}`);
        return reply;
      };
      await ask('POST', '/programmes/bank/waves', {
        code,
        name: { zh: '专属链接', en: 'Personal links' },
        from: '2026-11-01',
        to: '2029-12-31',
        anonymity: 'confidential',
        questionnaire: { code: 'bank-outlet', version: '1.0' },
        root_unit: 'B03',
        surveyed_types: ['outlet'],
        target: 15,
        keep_partial: true,
      });
      await ask('POST', `/waves/${code}/open`, {});
      await ask('POST', `/waves/${code}/invitations`, { units: ['B0301'], limit });
      for (;;) {
        const { items } = await ask('GET', `/waves/${code}/invitation-batches`).then((reply) => reply.json());
        if (items[0].state === 'done') break;
        await new Promise((done) => setTimeout(done, 100));
      }
      return ask('GET', `/waves/${code}/invitation-tables/links.csv`).then((reply) => reply.text());
    },
    [wave, limit],
  );
  return [...table.matchAll(/https?:\/\/[^\s,"]+\/s\/[^\s,"]+/g)].map(([url]) => new URL(url).pathname);
}

/** Chooses an option of every question of the page but the recommendation. */
function rate(page, at) {
  return page.evaluate((at) => {
    const names = new Set([...document.querySelectorAll('input[type=radio]')].map((one) => one.name));
    names.delete('Q72');
    for (const name of names) {
      const all = document.querySelectorAll(`input[type=radio][name="${name}"]`);
      all[Math.min(at, all.length - 1)].click();
    }
  }, at);
}

export default {
  'what is typed through a personal link goes on on another device, and is sent once': async ({ open }) => {
    const desk = await open();
    await login(desk, 'sm');
    const [link, other] = await links(desk, 2);

    const phone = await open({ size: 'phone' });
    await phone.goto(link);
    await phone.getByText('这是您的专属链接').waitFor();
    await phone.getByText('作为未完成的答卷保留').waitFor();
    assert.equal(await overflow(phone), 0);
    assert.deepEqual(await axe(phone), []);
    await rate(phone, 1);
    await phone.locator('textarea').first().fill('窗口太少');
    await phone.getByText('已自动保存').waitFor(); // nothing was sent

    const second = await open();
    await second.goto(link);
    await second.getByText('已恢复上次填写的内容').waitFor();
    assert.equal(await second.locator('textarea').first().inputValue(), '窗口太少');
    assert.deepEqual(await axe(second), []);
    await second.locator('textarea').first().fill('');
    await second.locator('textarea').first().pressSequentially('窗口太少，要排队');
    await second.getByText('已自动保存').waitFor();

    // The phone has an older page. It is told before anything is sent, and sees both.
    await second.locator('input[name=Q72]').last().check({ force: true });
    await second.waitForTimeout(3500);
    await phone.locator('button.primary').click();
    await phone.getByText('您在另一台设备上也填写过').waitFor();
    assert.deepEqual(await axe(phone), []);
    assert.ok(await phone.locator('input[name=Q72]').last().isChecked());
    await phone.locator('button.primary').click();
    await phone.locator('dl.receipt').waitFor();
    const receipt = await phone.locator('dl.receipt dd').innerText();
    await second.locator('button.primary').click();
    await second.locator('main.notice').waitFor();
    assert.ok((await second.locator('main').innerText()).includes(receipt));
    await second.goto(link);
    await second.getByText('您已经提交过这份问卷').waitFor();
    assert.ok((await second.locator('main').innerText()).includes(receipt));
    assert.deepEqual(await axe(second), []);

    // Without JavaScript a page is kept when it is sent on, here by the change of the language.
    const plain = await open({ size: 'phone', javaScriptEnabled: false });
    await plain.goto(other);
    await plain.locator('textarea').first().fill('没有脚本');
    await plain.locator('button.lang').click();
    await plain.getByRole('heading', { name: 'How was our service?' }).waitFor();
    await plain.goto(other);
    await plain.getByText('What you entered before is here').waitFor();
    assert.equal(await plain.locator('textarea').first().inputValue(), '没有脚本');
  },
};
