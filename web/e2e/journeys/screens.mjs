import assert from 'node:assert/strict';
import { axe, login, overflow, settled } from '../browser.mjs';
import { pathOf, screens } from '../pages.mjs';

/** Opens every screen and checks what holds for all of them. */
function everyScreen(options) {
  return async ({ open }) => {
    const pages = { sm: await open(options), admin: await open(options) };
    for (const [name, page] of Object.entries(pages)) await login(page, name, options.lang);
    const faults = [];
    for (const [name, screen] of Object.entries(screens)) {
      const page = pages[screen.who ?? 'sm'];
      await page.goto(await pathOf(page, screen));
      await settled(page);
      const wide = await overflow(page);
      if (wide > 0) faults.push(`${name}: sticks out by ${wide} px`);
      for (const finding of await axe(page)) faults.push(`${name}: ${finding}`);
      const text = await page.locator('body').innerText();
      if (/undefined|NaN|\[object/.test(text))
        faults.push(`${name}: shows ${/.*(undefined|NaN|\[object).*/.exec(text)[0]}`);
    }
    assert.deepEqual(faults, []);
  };
}

export default {
  'every screen on a desk, Chinese': everyScreen({}),
  'every screen on a desk, English, dark': everyScreen({ lang: 'en', look: 'dark' }),
  'every screen on a phone': everyScreen({ size: 'phone' }),
};
