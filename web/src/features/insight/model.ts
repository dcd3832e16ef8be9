import type { Schemas } from '../../api/client';
import { drawable } from '../../ui/figure';

type Wave = Schemas['WaveSummary'];
type Node = Schemas['Node'];

/** A node of the indicator tree with the nodes below it. */
export type Branch = Node & { children?: Branch[] };

/** Waves as they matter today: those that collect answers first, then the newest. */
export function inOrder(waves: Wave[]): Wave[] {
  const rank: Record<Wave['state'], number> = { open: 0, paused: 1, planned: 2, closed: 3, reported: 3 };
  return [...waves].sort((a, b) => rank[a.state] - rank[b.state] || b.period_from.localeCompare(a.period_from));
}

export type ProgrammeWaves = { code: string; name: Wave['programme']['name']; waves: Wave[] };

/** Waves by programme, each in the order of time; the programme with the newest wave first. */
export function byProgramme(waves: Wave[]): ProgrammeWaves[] {
  const groups = new Map<string, ProgrammeWaves>();
  for (const wave of [...waves].sort((a, b) => a.period_from.localeCompare(b.period_from))) {
    const group = groups.get(wave.programme.code) ?? { ...wave.programme, waves: [] };
    group.waves.push(wave);
    groups.set(wave.programme.code, group);
  }
  const newest = (group: ProgrammeWaves) => group.waves.at(-1)?.period_from ?? '';
  return [...groups.values()].sort((a, b) => newest(b).localeCompare(newest(a)));
}

/** The flat list of nodes, as the server sends it, as a tree. A node whose parent is not in the list is a root. */
export function branches(nodes: Node[]): Branch[] {
  const all = new Map(nodes.map((node) => [node.code, { ...node } as Branch]));
  const roots: Branch[] = [];
  for (const node of nodes) {
    const branch = all.get(node.code);
    const parent = node.parent ? all.get(node.parent) : undefined;
    if (!branch) continue;
    if (parent) parent.children = [...(parent.children ?? []), branch];
    else roots.push(branch);
  }
  return roots;
}

/** The codes of all nodes that have children: opened at first, so that nothing is hidden. */
export function parents(nodes: Node[]): string[] {
  return [...new Set(nodes.flatMap((node) => (node.parent ? [node.parent] : [])))];
}

/** A node misses its target when even the better end of its interval does. */
export function missesTarget(node: Pick<Node, 'score' | 'target' | 'direction'>): boolean {
  if (typeof node.target !== 'number' || !drawable(node.score)) return false;
  if (node.direction === 'lower') return (node.score.low ?? node.score.value) > node.target;
  return (node.score.high ?? node.score.value) < node.target;
}

/** The lowest and highest unit whose figures may be shown, for the finding above the chart. */
export function extremes<T extends { score: Schemas['Figure'] }>(rows: T[]): [T, T] | undefined {
  const shown = rows.filter((row) => drawable(row.score));
  const [first] = shown;
  if (!first || shown.length < 2) return undefined;
  const value = (row: T) => row.score.value ?? 0;
  return shown.reduce<[T, T]>(
    ([low, high], row) => [value(row) < value(low) ? row : low, value(row) > value(high) ? row : high],
    [first, first],
  );
}
