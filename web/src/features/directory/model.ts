/** What is needed to put units into a tree: the parent is named by its code or id. */
export type Placed = { id: string; code: string; parent?: string };
export type Tree<T> = T & { children?: Tree<T>[] };

/** A flat list of units as trees; a unit whose parent is not in the list (out of scope) is a root. */
export function forest<T extends Placed>(units: T[]): Tree<T>[] {
  const nodes = new Map<string, Tree<T>>();
  const all = units.map((unit): Tree<T> => ({ ...unit }));
  for (const node of all) {
    nodes.set(node.code, node);
    nodes.set(node.id, node);
  }
  const roots: Tree<T>[] = [];
  for (const node of all) {
    const parent = node.parent ? nodes.get(node.parent) : undefined;
    if (parent && parent !== node) parent.children = [...(parent.children ?? []), node];
    else roots.push(node);
  }
  return roots;
}

/** A unit and everything below it. */
export function below<T extends Placed>(units: T[], top: string): T[] {
  const find = (trees: Tree<T>[]): Tree<T> | undefined => {
    for (const tree of trees) {
      const found = tree.code === top ? tree : find(tree.children ?? []);
      if (found) return found;
    }
    return undefined;
  };
  const kept = new Set<string>();
  const keep = (tree: Tree<T>) => {
    kept.add(tree.code);
    for (const child of tree.children ?? []) keep(child);
  };
  const root = find(forest(units));
  if (root) keep(root);
  return units.filter((unit) => kept.has(unit.code));
}

/** The units that match, with the units above them, so that a hit keeps its place in the tree. */
export function narrowed<T extends Placed>(units: T[], matches: (unit: T) => boolean): T[] {
  const byKey = new Map<string, T>();
  for (const unit of units) {
    byKey.set(unit.code, unit);
    byKey.set(unit.id, unit);
  }
  const kept = new Set<T>();
  for (const unit of units) {
    if (!matches(unit)) continue;
    for (let at: T | undefined = unit; at && !kept.has(at); at = at.parent ? byKey.get(at.parent) : undefined)
      kept.add(at);
  }
  return units.filter((unit) => kept.has(unit));
}

/** The codes of the units open at first: the top ones, or everything after a search. */
export function opened<T extends Placed>(trees: Tree<T>[], everything: boolean): string[] {
  return trees.flatMap((tree) => [
    tree.code,
    ...(everything && tree.children ? opened(tree.children as Tree<T>[], true) : []),
  ]);
}
