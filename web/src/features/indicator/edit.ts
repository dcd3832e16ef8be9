import type { Schemas } from '../../api/client';
import type { Document } from '../../api/queries/indicator';

type WireNode = Schemas['IndicatorNode'];

/** A node while it is edited: `key` stays the same when the code, the name and the place change. */
export type EditNode = Omit<WireNode, 'children'> & { key: string; children: EditNode[] };

/** A document while it is edited. */
export type Tree = Omit<Document, 'nodes'> & { nodes: EditNode[] };

export const MAX_LEVELS = 4;
/** The key of the system itself: the first row of the tree. */
export const SYSTEM = 'system';
export const languages = ['zh', 'en'] as const;

let serial = 0;
const fresh = () => `n${++serial}`;

export function toTree(document: Document): Tree {
  const keyed = (nodes: WireNode[]): EditNode[] =>
    nodes.map((node) => ({ ...node, key: fresh(), children: keyed(node.children ?? []) }));
  return { ...document, nodes: keyed(document.nodes) };
}

/** The document to store: no keys, no empty fields, a rule for a missing child only where there are children. */
export function toDocument(tree: Tree): Document {
  const plain = (nodes: EditNode[]): WireNode[] =>
    nodes.map(({ key: _, children, description, department, missing, ...node }) => {
      const described = description && Object.values(description).some((text) => text.trim() !== '');
      return {
        ...node,
        ...(described && { description }),
        ...(department && { department }),
        ...(children.length > 0 && { missing: missing ?? 'renormalise', children: plain(children) }),
      };
    });
  const { departments, ...rest } = tree;
  return { ...rest, ...(departments?.length && { departments }), nodes: plain(tree.nodes) };
}

/** The languages of the system: those of its name. */
export function languagesOf(tree: Pick<Tree, 'name'>): string[] {
  const named = languages.filter((lang) => lang in tree.name);
  return named.length > 0 ? named : ['zh'];
}

export type Place = {
  node: EditNode;
  parent: EditNode | undefined;
  siblings: EditNode[];
  index: number;
  level: number;
};

/** Every node with its place, parents before children. */
export function places(tree: Tree): Place[] {
  const list: Place[] = [];
  const walk = (siblings: EditNode[], parent: EditNode | undefined, level: number) => {
    for (const [index, node] of siblings.entries()) {
      list.push({ node, parent, siblings, index, level });
      walk(node.children, node, level + 1);
    }
  };
  walk(tree.nodes, undefined, 1);
  return list;
}

export function find(tree: Tree, key: string): Place | undefined {
  return places(tree).find((place) => place.node.key === key);
}

/** How many levels a node and what lies below it take. */
export function height(node: EditNode): number {
  return 1 + Math.max(0, ...node.children.map(height));
}

/** The nodes at and below a node. */
export function within(node: EditNode): EditNode[] {
  return [node, ...node.children.flatMap(within)];
}

/** Rewrites the list of children of `parent`; undefined is the top. */
function replace(tree: Tree, parent: string | undefined, f: (list: EditNode[]) => EditNode[]): Tree {
  if (parent === undefined) return { ...tree, nodes: f(tree.nodes) };
  const walk = (nodes: EditNode[]): EditNode[] =>
    nodes.map((node) =>
      node.key === parent ? { ...node, children: f(node.children) } : { ...node, children: walk(node.children) },
    );
  return { ...tree, nodes: walk(tree.nodes) };
}

export function update(tree: Tree, key: string, patch: Partial<EditNode>): Tree {
  const place = find(tree, key);
  if (!place) return tree;
  return replace(tree, place.parent?.key, (list) =>
    list.map((node) => (node.key === key ? { ...node, ...patch } : node)),
  );
}

/** A code nobody has: the parent's with a number. */
export function freshCode(tree: Tree, parent: EditNode | undefined): string {
  const taken = new Set(places(tree).map((place) => place.node.code));
  const stem = parent ? `${parent.code.slice(0, 27)}_` : 'I';
  for (let n = (parent?.children ?? tree.nodes).length + 1; ; n++) if (!taken.has(`${stem}${n}`)) return `${stem}${n}`;
}

/** Adds an empty node under `parent` at `index`; undefined when that is too deep. */
export function add(tree: Tree, parent: string | undefined, index: number): { tree: Tree; key: string } | undefined {
  const above = parent === undefined ? undefined : find(tree, parent);
  if ((above?.level ?? 0) >= MAX_LEVELS) return undefined;
  const node: EditNode = {
    key: fresh(),
    code: freshCode(tree, above?.node),
    name: Object.fromEntries(languagesOf(tree).map((lang) => [lang, ''])),
    importance: '1',
    children: [],
  };
  return { tree: replace(tree, parent, (list) => list.toSpliced(index, 0, node)), key: node.key };
}

export function remove(tree: Tree, key: string): Tree {
  const place = find(tree, key);
  return place ? replace(tree, place.parent?.key, (list) => list.filter((node) => node.key !== key)) : tree;
}

/** What is selected after `key` is gone: the next sibling, the one before, the parent. */
export function neighbour(tree: Tree, key: string): string {
  const place = find(tree, key);
  if (!place) return SYSTEM;
  return (place.siblings[place.index + 1] ?? place.siblings[place.index - 1] ?? place.parent)?.key ?? SYSTEM;
}

/** Reports whether a node may come under `parent`: not under itself, and no deeper than four levels. */
export function fits(tree: Tree, key: string, parent: string | undefined): boolean {
  const place = find(tree, key);
  if (!place) return false;
  if (parent === undefined) return true;
  const above = find(tree, parent);
  if (!above || within(place.node).some((node) => node.key === parent)) return false;
  return above.level + height(place.node) <= MAX_LEVELS;
}

/** Moves a node under `parent`, before what stands at `index` there now. Undefined when it does not fit. */
export function move(tree: Tree, key: string, parent: string | undefined, index: number): Tree | undefined {
  const place = find(tree, key);
  if (!place || !fits(tree, key, parent)) return undefined;
  const same = place.parent?.key === parent;
  const at = same && place.index < index ? index - 1 : index;
  if (same && at === place.index) return undefined;
  const { direction, ...node } = place.node; // which scores are better is said at the top of a tree
  return replace(remove(tree, key), parent, (list) => list.toSpliced(at, 0, parent === undefined ? place.node : node));
}

export type Step = 'up' | 'down' | 'in' | 'out';

/** One step of a node by keyboard: among its siblings, into the one before, out behind its parent. */
export function shift(tree: Tree, key: string, step: Step): Tree | undefined {
  const place = find(tree, key);
  if (!place) return undefined;
  const parent = place.parent?.key;
  switch (step) {
    case 'up':
      return place.index > 0 ? move(tree, key, parent, place.index - 1) : undefined;
    case 'down':
      return place.index < place.siblings.length - 1 ? move(tree, key, parent, place.index + 2) : undefined;
    case 'in': {
      const before = place.siblings[place.index - 1];
      return before && move(tree, key, before.key, before.children.length);
    }
    case 'out': {
      const above = parent === undefined ? undefined : find(tree, parent);
      return above && move(tree, key, above.parent?.key, above.index + 1);
    }
  }
}

/** The node a fault is about, by its place in the document: "nodes[0].children[2].name.en". */
export function keyAt(tree: Tree, field: string): string {
  let list = tree.nodes;
  let key = SYSTEM;
  for (const found of field.matchAll(/(?:^nodes|\.children)\[(\d+)\]/g)) {
    const node = list[Number(found[1])];
    if (!node) break;
    key = node.key;
    list = node.children;
  }
  return key;
}

/** Gives every text of the document the language, empty, or takes it away. */
export function speak(tree: Tree, lang: string, on: boolean): Tree {
  const say = (text: Record<string, string>) => {
    const { [lang]: _, ...others } = text;
    return on ? { ...text, [lang]: text[lang] ?? '' } : others;
  };
  const walk = (nodes: EditNode[]): EditNode[] =>
    nodes.map((node) => ({
      ...node,
      name: say(node.name),
      ...(node.description && { description: say(node.description) }),
      children: walk(node.children),
    }));
  return {
    ...tree,
    name: say(tree.name),
    departments: tree.departments?.map((one) => ({ ...one, name: say(one.name) })),
    nodes: walk(tree.nodes),
  };
}
