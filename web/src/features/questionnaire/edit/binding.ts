import type { Schemas } from '../../../api/client';
import type { Words } from '../../../lib/format';
import { pointsOf } from './condition';
import { type Binding, type EditItem, type Form, optionsOf } from './form';

type Node = Schemas['IndicatorNode'];

/** A leaf of the indicator system, with the names above it. */
export type Leaf = { code: string; name: Words; path: Words[] };

export function leavesOf(nodes: Node[], path: Words[] = []): Leaf[] {
  return nodes.flatMap((node) =>
    node.children?.length
      ? leavesOf(node.children, [...path, node.name])
      : [{ code: node.code, name: node.name, path }],
  );
}

/** An answer that can be scored. */
export type Answer = { code: string; text: Words; value: number | undefined };

export function answersOf(form: Form, item: EditItem): Answer[] {
  const points = pointsOf(item);
  if (points) return points.map((n) => ({ code: String(n), text: { zh: String(n) }, value: n }));
  return optionsOf(form, item).map(({ code, text, value }) => ({ code, text, value }));
}

/** What an answer scores without scores of its own: evenly from the lowest value, 0, to the highest, 100. */
export function linear(answers: Answer[], answer: Answer): number | undefined {
  const values = answers.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (answer.value === undefined || high <= low) return undefined;
  return ((answer.value - low) / (high - low)) * 100;
}

/** Scores to begin with: those of the even mapping, in two decimals. */
export function scoresFrom(answers: Answer[]): Record<string, number> {
  return Object.fromEntries(
    answers.flatMap((answer) => {
      const score = linear(answers, answer);
      return score === undefined ? [] : [[answer.code, Math.round(score * 100) / 100]];
    }),
  );
}

/** Who measures which indicator: items and rows by the indicator's code. */
export function sources(form: Form): Map<string, { code: string; key: string }[]> {
  const all = new Map<string, { code: string; key: string }[]>();
  const note = (binding: Binding | undefined, code: string, key: string) => {
    if (binding) all.set(binding.indicator, [...(all.get(binding.indicator) ?? []), { code, key }]);
  };
  for (const section of form.sections) {
    for (const item of section.items) {
      note(item.binding, item.code, item.key);
      for (const row of item.rows ?? []) note(row.binding, row.code, item.key);
    }
  }
  return all;
}

/** Rated items and rows that are bound to nothing, as the server warns of them. */
export function unbound(form: Form): { code: string; key: string; text: Words }[] {
  return form.sections.flatMap((section) =>
    section.items.flatMap((item) => {
      const values = new Set(answersOf(form, item).flatMap(({ value }) => (value === undefined ? [] : [value])));
      if (values.size < 2 || item.dimension) return [];
      if (item.type === 'matrix') {
        return (item.rows ?? []).flatMap((row) =>
          row.binding ? [] : [{ code: row.code, key: item.key, text: row.text }],
        );
      }
      return item.binding || item.type === 'multiple' ? [] : [{ code: item.code, key: item.key, text: item.text }];
    }),
  );
}
