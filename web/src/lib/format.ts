/** Numbers, shares and dates as people read them. The only place that knows Intl. */
export type Lang = 'zh' | 'en';

/** A text in several languages. */
export type Words = { [lang: string]: string };

const THIN = '\u2009';

/** The text in lang, else in Chinese, else in English, else in any language there is. */
export function pick(words: Words | undefined, lang: Lang): string {
  if (!words) return '';
  return words[lang] || words.zh || words.en || Object.values(words).find((text) => text !== '') || '';
}

export type Formats = ReturnType<typeof formats>;

export function formats(lang: Lang) {
  const locale = lang === 'zh' ? 'zh-CN' : 'en-GB';
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const monthDay = new Intl.DateTimeFormat(locale, {
    month: lang === 'zh' ? 'long' : 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    count,
    decimal,
    share,
    date,
    minute,
    /** A day with its weekday: 11月22日 周日. */
    day: (iso: string) => {
      const at = new Date(`${date(iso)}T00:00:00Z`);
      return `${monthDay.format(at)} ${weekday.format(at)}`;
    },
    /** How long ago within a day, else the minute. */
    ago: (iso: string, now: number) => {
      const seconds = Math.round((Date.parse(iso) - now) / 1000);
      if (Math.abs(seconds) < 60) return relative.format(0, 'second');
      if (Math.abs(seconds) < 3600) return relative.format(Math.trunc(seconds / 60), 'minute');
      if (Math.abs(seconds) < 86400) return relative.format(Math.trunc(seconds / 3600), 'hour');
      return minute(iso);
    },
  };
}

/** A count with thin spaces between thousands: 12 345. */
function count(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
}

/** A number with a fixed number of decimals and a real minus sign; no "−0.0". */
function decimal(value: number, places = 1): string {
  const text = Math.abs(value).toFixed(places);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A share of a base: no decimals below a base of 100, which could not carry them. */
function share(value: number, base: number): string {
  return `${decimal(value * 100, base < 100 ? 0 : 1)}%`;
}

/** The day of an instant, on this machine's calendar; a date stays as it is. */
function date(iso: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso;
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function minute(iso: string): string {
  const at = new Date(iso);
  return `${date(iso)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** The day of an instant in a time zone: 2026-11-23. */
export function dayIn(zone: string, at: Date): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);
}

/** Values for the places of a text. */
export type Args = Record<string, string | number>;

/** Puts values in the places of a text: {n} is the value itself, {n|row|rows} the word that goes with one or with more. */
export function fill(text: string, args: Args): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, more?: string) => {
    const value = args[name];
    if (value === undefined) return whole;
    return String(one === undefined ? value : String(value) === '1' ? one : more);
  });
}
