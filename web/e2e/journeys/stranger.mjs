// Somebody who has never seen the product, who follows only what the screens say: from a file of customers to a file of
// answers. With MANYI_PICTURES=FOLDER every step leaves a picture there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer, axe, login, overflow, settled } from '../browser.mjs';

const texts = Object.fromEntries(
  ['zh', 'en'].map((lang) => [
    lang,
    JSON.parse(readFileSync(join(import.meta.dirname, `../../src/locales/${lang}.json`), 'utf8')),
  ]),
);

const people = {
  zh: {
    file: 'customers.csv',
    table:
      '客户编号,客户名称,手机,网点编码\nS001,林晓岚,13911110001,B0601\nS002,周牧野,13911110002,B0602\nS003,高远山,,B0603\n',
    guest: '林晓岚',
    rows: '3',
    branch: '开发区支行',
    outlets: '网点',
    form: '网点服务满意度调查',
    programme: '网点客户满意度调查',
    wave: '开发区支行回访',
    code: 'stranger-zh',
  },
  en: {
    file: 'people.csv',
    table:
      'code,name,phone,unit\nT001,Alice Hartmann,13911120001,B0501\nT002,Bruno Keller,13911120002,B0502\nT003,Clara Moreau,,B0503\n',
    guest: 'Alice Hartmann',
    rows: '3',
    branch: 'North City Sub-branch',
    outlets: 'outlet',
    form: 'How was our service?',
    programme: 'Customer satisfaction with our outlets',
    wave: 'Return visits',
    code: 'stranger-en',
  },
};

/** The day so many days from now, as the form's fields want it. */
function day(days) {
  const at = new Date(Date.now() + days * 86_400_000);
  return at.toISOString().slice(0, 10);
}

class Stranger {
  constructor(page, lang) {
    this.page = page;
    this.lang = lang;
    this.steps = 0;
  }

  /** A text of the screens. */
  t(key, args = {}) {
    return texts[this.lang][key].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name, one, more) => {
      if (args[name] === undefined) return whole;
      return one === undefined ? args[name] : String(args[name]) === '1' ? one : more;
    });
  }

  button(key, args) {
    return this.page.getByRole('button', { name: this.t(key, args), exact: true });
  }

  /** Looks at the screen: nothing sticks out, nothing is inaccessible, and there is a picture of it. */
  async look(name, page = this.page) {
    if (await page.locator('main#main').count()) await settled(page);
    await page.mouse.move(0, 0);
    assert.equal(await overflow(page), 0, `${name} sticks out`);
    assert.deepEqual(await axe(page), [], name);
    await this.picture(name, page);
  }

  async picture(name, page = this.page) {
    this.steps++;
    if (!process.env.MANYI_PICTURES) return;
    const file = `${this.lang}-${String(this.steps).padStart(2, '0')}-${name}.png`;
    await page.screenshot({ path: join(process.env.MANYI_PICTURES, file) });
  }

  /** Presses what the menu offers. */
  async menu(key) {
    await this.page
      .getByRole('navigation')
      .getByRole('link', { name: this.t(key) })
      .first()
      .click();
    await settled(this.page);
  }

  /** Says yes; the cross that closes a dialog may have the same name. */
  async dialog(key) {
    await this.page
      .locator('.ant-modal-footer')
      .getByRole('button', { name: this.t(key), exact: true })
      .click();
  }

  async choose(field, text) {
    await this.page.locator(`#plan_${field}`).click();
    await this.page.locator('.ant-select-item-option:visible', { hasText: text }).first().click();
  }

  async download(click) {
    const [file] = await Promise.all([this.page.waitForEvent('download'), click()]);
    return readFileSync(await file.path());
  }
}

async function importCustomers(s, who) {
  await s.menu('menu.customers');
  await s.page
    .getByRole('link', { name: s.t('customer.import') })
    .first()
    .click();
  await settled(s.page);
  await s.look('import');
  await s.page
    .locator('input[type=file]')
    .setInputFiles({ name: who.file, mimeType: 'text/csv', buffer: Buffer.from(who.table) });
  await s.page.getByRole('heading', { name: s.t('customer.columns') }).waitFor();
  await s.button('customer.check').click();
  await s.page.getByRole('heading', { name: s.t('customer.check_title') }).waitFor();
  await s.look('checked');
  await s.button('customer.load', { n: who.rows }).click();
  await s.button('customer.undo').waitFor();
  await s.look('imported');
}

async function plan(s, who) {
  await s.menu('menu.waves');
  await s.page.getByRole('link', { name: s.t('plan.new') }).click();
  await settled(s.page);
  await s.choose('programme', who.programme);
  await s.page.fill('#plan_name', who.wave);
  await s.page.fill('#plan_code', who.code);
  await s.page.fill('#plan_from', day(-1));
  await s.page.fill('#plan_to', day(20));
  await s.choose('questionnaire', who.form);
  await s.page.locator('#plan_root').click();
  await s.page.locator('#plan_root').fill(who.branch);
  await s.page.locator('.ant-select-tree-title:visible', { hasText: who.branch }).first().click();
  await s.page.getByRole('checkbox', { name: who.outlets, exact: false }).first().check();
  await s.page.getByText(s.t('wave.anonymity.confidential')).first().click();
  await s.page.getByRole('checkbox', { name: s.t('plan.keep_partial') }).check();
  await s.page.getByText(s.t('statement.confidential')).waitFor(); // what customers will read
  await s.look('plan');
  await s.button('plan.save_new').click();
  await s.page.waitForURL(`**/waves/${who.code}`);
  await s.page.getByText(s.t('next.open')).waitFor();
  await s.look('planned');
  await s.button('wave.action.open').click();
  await s.dialog('wave.action.open');
  await s.page.getByText(s.t('next.invite')).waitFor();
  await s.look('opened');
}

/** Issues links to everybody of the sub-branch and takes the guest's from the downloaded list. */
async function invite(s, who) {
  await s.page.getByRole('link', { name: s.t('next.invite_go') }).click();
  await s.page.getByRole('dialog').getByText(s.t('invite.note')).waitFor();
  await s.picture('choose');
  await s.button('invite.check').click();
  const go = s.page.getByRole('dialog').getByRole('button', {
    name: new RegExp(s.t('invite.issue', { n: '[\\d\\s]+' })),
  });
  await go.waitFor();
  await s.look('counted');
  await go.click();
  await s.page.locator('.m-issues li[data-state=done]').waitFor();
  await s.page.getByText(s.t('next.send')).waitFor();
  await s.look('issued');
  await s.page.locator('[data-search]').fill(who.guest);
  await s.page.locator('[data-search]').press('Enter');
  await s.page.getByRole('link', { name: who.guest }).waitFor();
  await s.page.waitForFunction(() => document.querySelectorAll('.m-table tbody tr[data-row-key]').length === 1);
  await s.button('invite.download').click();
  const item = s.page.getByRole('link', { name: s.t('invite.download_links', { format: 'CSV' }) });
  await item.waitFor();
  await s.picture('download');
  const table = (await s.download(() => item.click())).toString();
  await s.page.keyboard.press('Escape');
  const links = [...table.matchAll(/https?:\/\/[^\s,"]+/g)].map(([link]) => link);
  assert.equal(links.length, 1, table);
  assert.ok(table.includes(who.guest));
  return new URL(links[0]).pathname;
}

/** The guest answers the beginning on a phone, stops, and goes on elsewhere. */
async function respond(s, open, path) {
  const phone = await open({ size: 'phone', lang: s.lang });
  await phone.goto(path);
  const promises = (await phone.locator('.promise').allInnerTexts()).map((text) => text.trim());
  for (const key of ['statement.confidential', 'statement.partial']) {
    assert.ok(promises.includes(s.t(key).trim()), `${key} is not among ${promises}`);
  }
  await s.look('answering', phone);
  await phone.locator('input[type=radio]').first().check({ force: true });
  await phone.waitForTimeout(2500); // what was typed is kept by itself
  await phone.context().close();

  const later = await open({ size: 'phone', lang: s.lang });
  await later.goto(path);
  await later.locator('.note').waitFor();
  assert.ok(await later.locator('input[type=radio]').first().isChecked(), 'what was answered is gone');
  await s.look('resumed', later);
  const thanks = await answer(later, { text: s.lang === 'zh' ? '柜员很耐心' : 'Patient and friendly' });
  assert.ok(thanks.length > 0);
  await s.look('thanks', later);
  await later.goto(path); // a link works once
  await later.locator('main.notice').waitFor();
  assert.equal(await later.locator('input').count(), 0);
  await s.look('answered', later);
}

async function monitor(s, who) {
  await s.page.reload();
  await settled(s.page);
  await s.page
    .getByRole('row', { name: new RegExp(who.guest) })
    .getByText(s.t('invite.state.answered'))
    .waitFor();
  await s.page.getByRole('tab', { name: s.t('progress.title') }).click();
  const valid = s.page.locator('.m-funnel [data-step=valid] dd');
  await valid.waitFor();
  assert.equal(await valid.innerText(), '1');
  assert.equal(await s.page.locator('.m-funnel [data-step=drafts] dd').innerText(), '0');
  await s.look('monitor');
}

async function end(s) {
  await s.button('plan.extend').click();
  await s.page.locator('#extend-to').fill(day(50));
  await s.dialog('plan.extend');
  await s.page.getByText(`${day(-1)} – ${day(50)}`).waitFor();
  await s.look('extended');
  await s.button('wave.action.close').click();
  await s.picture('closing');
  await s.dialog('wave.action.close');
  await s.page.getByText(s.t('next.export')).waitFor();
  await s.look('closed');
}

async function take(s) {
  await s.page.getByRole('link', { name: s.t('next.export_go') }).click();
  await s.page.getByRole('radio', { name: 'SPSS' }).check();
  await s.picture('export');
  await s.button('export.make').click();
  const file = s.page.locator('.m-export-list li[data-state=done]').getByRole('link');
  await file.first().waitFor();
  await s.look('exported');
  const sav = await s.download(() => file.first().click());
  assert.equal(sav.subarray(0, 4).toString('latin1'), '$FL2');
  assert.ok(sav.length > 2000, `${sav.length} bytes`);
}

async function walk(open, lang) {
  const s = new Stranger(await open({ lang, acceptDownloads: true }), lang);
  const who = people[lang];
  await login(s.page, 'sm', lang);
  await s.page.goto('/');
  await settled(s.page);
  await importCustomers(s, who);
  await plan(s, who);
  const path = await invite(s, who);
  await respond(s, open, path);
  await monitor(s, who);
  await end(s);
  await take(s);
}

export default {
  'from a file of customers to a file of answers, in Chinese': ({ open }) => walk(open, 'zh'),
  'from a file of customers to a file of answers, in English': ({ open }) => walk(open, 'en'),
};
