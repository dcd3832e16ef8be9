import type { Spot } from '../../draft/editing';
import { type Form, HEAD, SCALES, SOURCES } from './form';

/** Finds the place of a fault, "sections[0].items[2].options[1].text.zh", in the form it was found in: the row of the outline, and the control as `data-field` names it. */
export function spotOf(form: Form, place: string): Spot {
  const item = /^sections\[(\d+)\]\.items\[(\d+)\]\.?(.*)$/.exec(place);
  if (item) {
    const section = form.sections[Number(item[1])];
    const key = section?.items[Number(item[2])]?.key;
    if (key) return { key, field: dotted(item[3] ?? '') };
    return { key: section?.key ?? HEAD, field: '' };
  }
  const section = /^sections\[(\d+)\]\.?(.*)$/.exec(place);
  if (section) return { key: form.sections[Number(section[1])]?.key ?? HEAD, field: dotted(section[2] ?? '') };
  if (place.startsWith('scales')) {
    const [, name = '', ...rest] = dotted(place).split('.');
    const scale = form.scales.find((one) => one.name === name);
    return { key: SCALES, field: [scale?.key ?? '', ...rest].filter(Boolean).join('.') };
  }
  if (place.startsWith('indicator_system')) return { key: SOURCES, field: 'system' };
  return { key: HEAD, field: dotted(place) };
}

function dotted(place: string): string {
  return place.replaceAll(/\[(\d+)\]/g, '.$1');
}

/** The names to look for, the most exact first: "options.1.text.zh", "options.1.text", "options.1", "options". */
export function fallbacks(field: string): string[] {
  const parts = field.split('.').filter(Boolean);
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('.'));
}
