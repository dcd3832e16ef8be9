import type { Schemas } from '../../api/client';
import { approximate, exact, shares } from './fraction';

type Node = Schemas['IndicatorNode'];

/** A node as it is listed: its share among its siblings, the department it inherits, the nodes below. */
export type Listed = Omit<Node, 'children'> & {
  level: number;
  share: number;
  exact: string;
  answersTo?: string;
  children?: Listed[];
};

/** The document's tree with what each node takes from its place: share of its siblings, inherited department. */
export function listed(nodes: Node[], level = 1, inherited?: string): Listed[] {
  const parts = shares(nodes.map((node) => node.importance));
  return nodes.map(({ children, ...node }, i) => {
    const part = parts[i];
    const answersTo = node.department || inherited;
    return {
      ...node,
      level,
      share: part ? approximate(part) : 0,
      exact: part ? exact(part) : '',
      answersTo,
      children: children?.length ? listed(children, level + 1, answersTo) : undefined,
    };
  });
}

export function codesWithChildren(nodes: Listed[]): string[] {
  return nodes.flatMap((node) => (node.children ? [node.code, ...codesWithChildren(node.children)] : []));
}

export function depth(nodes: Listed[]): number {
  return nodes.reduce((most, node) => Math.max(most, node.children ? 1 + depth(node.children) : 1), 0);
}
