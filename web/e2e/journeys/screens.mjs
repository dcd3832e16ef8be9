import assert from 'node:assert/strict';
import { axe, login, overflow, settled, sizes } from '../browser.mjs';
import { pathOf, screens } from '../pages.mjs';

/** On a desk no table scrolls within its frame: the last columns would be out of sight. */
const cutTables = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.ant-table-body, .ant-table-content')]
      .map((table) => table.scrollWidth - table.clientWidth)
      .filter((over) => over > 0),
  );

/** What a finger is to press on a phone and is lower than 40 px. Links within text, and what lies within a field, may be. */
const smallTargets = (page) =>
  page.evaluate(() => {
    const frame =
      '.ant-input-affix-wrapper, .ant-select, .ant-checkbox-wrapper, .ant-radio-wrapper, .ant-input-number, .ant-picker, ' +
      '.ant-upload, .ant-segmented, .ant-tabs-tab, .m-card, .ant-switch';
    const small = new Set();
    for (const one of document.querySelectorAll('button, input:not([type=hidden]), textarea, [role=tab]')) {
      if (!one.checkVisibility() || one.classList.contains('m-skip')) continue;
      const pressed = one.matches('.ant-btn:not(.ant-btn-link)') ? one : (one.closest(frame) ?? one);
      const { width, height } = pressed.getBoundingClientRect();
      // A switch is drawn low and pressed beyond its edge.
      if (width > 1 && height > 0 && height < 39.5 && !pressed.matches('.ant-switch'))
        small.add(
          `${pressed.className || pressed.tagName} "${one.ariaLabel ?? one.innerText}" ${Math.round(height)} px`,
        );
    }
    return [...small];
  });

/** Opens every screen and checks what holds for all of them. */
function everyScreen(options) {
  return async ({ open }) => {
    const pages = { sm: await open(options), admin: await open(options) };
    for (const [name, page] of Object.entries(pages)) await login(page, name, options.lang);
    const own = options.size ?? 'desk';
    const others = Object.keys(sizes).filter((size) => size !== own);
    const faults = [];
    for (const [name, screen] of Object.entries(screens)) {
      const page = pages[screen.who ?? 'sm'];
      await page.goto(await pathOf(page, screen));
      await settled(page);
      const wide = await overflow(page);
      if (wide > 0) faults.push(`${name}: sticks out by ${wide} px`);
      if (own === 'desk')
        for (const over of await cutTables(page)) faults.push(`${name}: a table scrolls by ${over} px`);
      if (own === 'phone') for (const one of await smallTargets(page)) faults.push(`${name}: too low: ${one}`);
      for (const finding of await axe(page)) faults.push(`${name}: ${finding}`);
      const text = await page.locator('body').innerText();
      if (/undefined|NaN|\[object/.test(text))
        faults.push(`${name}: shows ${/.*(undefined|NaN|\[object).*/.exec(text)[0]}`);
      for (const size of others) {
        await page.setViewportSize(sizes[size]);
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const out = await overflow(page);
        if (out > 0) faults.push(`${name}: sticks out by ${out} px at ${sizes[size].width} px`);
      }
      await page.setViewportSize(sizes[own]);
    }
    assert.deepEqual(faults, []);
  };
}

export default {
  'every screen on a desk, Chinese': everyScreen({}),
  'every screen on a desk, English, dark': everyScreen({ lang: 'en', look: 'dark' }),
  'every screen on a phone': everyScreen({ size: 'phone' }),
};
