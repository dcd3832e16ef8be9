import type { Schemas } from '../../../api/client';
import type { Words } from '../../../lib/format';
import type { Document } from './form';

export type Difference = Schemas['QuestionnaireChange'];

/** What a difference is about: the section or the item, and what of it, "options[2].text.zh" in its steps. */
export type About = {
  kind: 'added' | 'removed' | 'moved' | 'changed';
  section?: string;
  item?: string;
  /** The steps below it: a field by name, an element of a list by code. */
  steps: { field: string; code?: string }[];
};

export function aboutOf({ place, old, new: now, moved }: Difference): About {
  const kind = moved ? 'moved' : old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
  const steps = [...place.matchAll(/([^.[\]]+)(?:\[([^\]]*)\])?/g)].map(([, field = '', code]) => ({
    field,
    ...(code !== undefined && { code }),
  }));
  const about: About = { kind, steps };
  const [first, second] = steps;
  if (first?.field !== 'sections' || first.code === undefined) return about;
  about.section = first.code;
  about.steps = steps.slice(1);
  if (second?.field !== 'items' || second.code === undefined) return about;
  about.item = second.code;
  about.steps = steps.slice(2);
  return about;
}

/** The texts of sections and items by code, to name what a difference is about. */
export function namesOf(...documents: Document[]): { sections: Map<string, Words>; items: Map<string, Words> } {
  const sections = new Map<string, Words>();
  const items = new Map<string, Words>();
  for (const document of documents) {
    for (const section of document.sections) {
      if (section.title) sections.set(section.code, section.title);
      for (const item of section.items) items.set(item.code, item.text);
    }
  }
  return { sections, items };
}

/** A value as it is read: a text, a number, what an element says, or how many elements a list has. */
export function valueText(value: unknown, text: (words: Words) => string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return '';
  if (Array.isArray(value)) return value.map((one) => valueText(one, text)).join(', ');
  if ('code' in value && typeof value.code === 'string') {
    const words = ('text' in value ? value.text : 'title' in value ? value.title : undefined) as Words | undefined;
    return `${value.code} ${words ? text(words) : ''}`.trim();
  }
  if (Object.values(value).every((one) => typeof one === 'string') && ('zh' in value || 'en' in value)) {
    return text(value as Words);
  }
  return JSON.stringify(value);
}
