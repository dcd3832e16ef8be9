// Watches over a journey: one that does not come to an end is stopped, and it is found out what it waited for.
import { setTimeout as pause } from 'node:timers/promises';

/** The longest journey walks through every screen, in about two minutes where nothing else runs. */
export const LIMIT = 15 * 60_000;

/** What a stopped journey waited for; `browser` when the browser itself no longer answers. */
export class Stuck extends Error {
  constructor(where, browser) {
    super(`not at its end after ${LIMIT / 1000} s: ${where}`);
    this.browser = browser;
  }
}

/** A promise's outcome, or undefined when there is none in time. */
export async function within(ms, promise) {
  const control = new AbortController();
  const late = pause(ms, undefined, { signal: control.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    control.abort();
  }
}

/** What the script of a page does: it is at rest, in a function that does not return, or does not answer at all. */
async function whereabouts(page) {
  const rest = () =>
    within(
      5000,
      page.evaluate(() => `at rest on ${location.href}`),
    ).catch((error) => error.message);
  const at = await rest();
  if (at) return at;
  await within(5000, page.session.send('Runtime.terminateExecution')).catch(() => undefined);
  const after = await rest();
  return after && `in a script that did not return, ${after} once that was ended`;
}

/** Walks a journey to its end or its limit. `pages` are those it has opened by then. */
export async function walked(walk, pages) {
  const end = {};
  const outcome = await within(
    LIMIT,
    walk().then(() => end),
  );
  if (outcome === end) return;
  const places = [];
  for (const page of pages) places.push(await whereabouts(page));
  const silent = places.filter((one) => one === undefined).length;
  throw new Stuck(
    places.map((one, i) => `page ${i + 1} ${one ?? 'does not answer'}`).join('; ') || 'no page',
    silent > 0,
  );
}
