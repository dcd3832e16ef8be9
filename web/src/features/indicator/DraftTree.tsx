import '../../ui/tree.css';
import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons';
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useSpeech } from '../../lib/i18n';
import { type EditNode, fits, move, type Place, places, type Step, SYSTEM, shift, type Tree } from './edit';
import { approximate, shares } from './fraction';

type Props = {
  tree: Tree;
  selected: string;
  /** How many faults a node has, by key. */
  faults: Map<string, number>;
  /** The items of published questionnaires that measure a code. */
  measured: Map<string, string[]>;
  select: (key: string) => void;
  change: (tree: Tree) => void;
  remove: () => void;
  addBelow: () => void;
  addInside: () => void;
  rename: () => void;
  undo: () => void;
  redo: () => void;
};

type Zone = 'before' | 'inside' | 'after';
type Drop = { key: string; zone: Zone };

/** The tree of a draft: one row per indicator under the system's own; moved by drag and by keyboard. */
export function DraftTree(props: Props) {
  const { tree, selected, select, change } = props;
  const { t, text } = useSpeech();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [dragged, drag] = useState<string>();
  const [drop, setDrop] = useState<Drop>();
  const box = useRef<HTMLDivElement>(null);
  const rows = visibleRows(tree, closed);

  // The keyboard follows the selection, also when a row has moved or another took its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a move keeps the key and makes a new tree
  useEffect(() => {
    const focused = document.activeElement;
    if (!box.current || (focused !== document.body && !box.current.contains(focused))) return;
    box.current.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: false });
  }, [selected, tree]);

  const open = (key: string, on: boolean) => {
    const next = new Set(closed);
    if (on) next.delete(key);
    else next.add(key);
    setClosed(next);
  };

  const step = (event: KeyboardEvent, to: Step) => {
    event.preventDefault();
    const moved = shift(tree, selected, to);
    if (moved) change(moved);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex((row) => row.key === selected);
    const row = rows[at];
    if (!row) return;
    if (event.altKey && event.shiftKey) {
      const steps: Record<string, Step> = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out' };
      const to = steps[event.key];
      if (to) step(event, to);
      return;
    }
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) props.redo();
      else props.undo();
      return;
    }
    if (event.altKey) return;
    const go = (key: string | undefined) => key && select(key);
    const acts: Record<string, () => void> = {
      ArrowDown: () => go(rows[at + 1]?.key),
      ArrowUp: () => go(rows[at - 1]?.key),
      Home: () => go(rows[0]?.key),
      End: () => go(rows.at(-1)?.key),
      ArrowRight: () =>
        row.children > 0 && closed.has(row.key) ? open(row.key, true) : row.children > 0 && go(rows[at + 1]?.key),
      ArrowLeft: () =>
        row.children > 0 && !closed.has(row.key) && row.key !== SYSTEM ? open(row.key, false) : go(row.parent),
      Enter: props.rename,
      F2: props.rename,
      n: props.addBelow,
      N: props.addInside,
      Delete: props.remove,
      Backspace: props.remove,
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const target = ({ key, zone }: Drop): { parent: string | undefined; index: number } | undefined => {
    if (key === SYSTEM) return { parent: undefined, index: zone === 'inside' ? tree.nodes.length : 0 };
    const place = places(tree).find((one) => one.node.key === key);
    if (!place) return undefined;
    if (zone === 'inside') return { parent: key, index: place.node.children.length };
    return { parent: place.parent?.key, index: place.index + (zone === 'after' ? 1 : 0) };
  };

  const onDragOver = (event: DragEvent, key: string) => {
    if (!dragged) return;
    const { top, height } = event.currentTarget.getBoundingClientRect();
    const part = (event.clientY - top) / height;
    const zone: Zone = key === SYSTEM ? 'inside' : part < 0.3 ? 'before' : part > 0.7 ? 'after' : 'inside';
    const to = target({ key, zone });
    if (!to || !fits(tree, dragged, to.parent)) return setDrop(undefined);
    event.preventDefault();
    if (drop?.key !== key || drop.zone !== zone) setDrop({ key, zone });
  };

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    const to = drop && target(drop);
    const moved = dragged && to && move(tree, dragged, to.parent, to.index);
    if (moved) change(moved);
    if (dragged) select(dragged);
    drag(undefined);
    setDrop(undefined);
  };

  return (
    // The rows take the keys; one of them is in the order of the Tab key.
    <div role="tree" aria-label={t('tree.title')} className="m-edit-tree" ref={box} tabIndex={-1}>
      {rows.map((row) => (
        <div
          key={row.key}
          role="treeitem"
          aria-level={row.level}
          aria-setsize={row.of}
          aria-posinset={row.nth}
          aria-selected={row.key === selected}
          aria-expanded={row.children > 0 ? !closed.has(row.key) : undefined}
          tabIndex={row.key === selected ? 0 : -1}
          className={`m-tree-row${drop?.key === row.key ? ` m-tree-${drop.zone}` : ''}`}
          style={{ paddingInlineStart: 8 + (row.level - 1) * 20 }}
          draggable={row.key !== SYSTEM}
          onClick={() => select(row.key)}
          onKeyDown={onKeyDown}
          onDoubleClick={props.rename}
          onFocus={() => row.key !== selected && select(row.key)}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('text/plain', row.key);
            drag(row.key);
          }}
          onDragOver={(event) => onDragOver(event, row.key)}
          onDragLeave={() => setDrop(undefined)}
          onDrop={onDrop}
          onDragEnd={() => drag(undefined)}
        >
          <Twist row={row} closed={closed.has(row.key)} toggle={() => open(row.key, closed.has(row.key))} />
          <span className={row.level <= 2 ? 'm-tree-name m-strong' : 'm-tree-name'}>
            {text(row.name) || <em className="m-muted">{t('system.draft.unnamed')}</em>}
          </span>
          {row.node && row.children === 0 && (
            <span className="m-edit-source">{sources(props.measured.get(row.node.code)) || t('system.no_source')}</span>
          )}
          {(props.faults.get(row.key) ?? 0) > 0 && (
            <span className="m-edit-faults">{t('system.draft.faults', { n: props.faults.get(row.key) ?? 0 })}</span>
          )}
          {row.node && <Share share={row.share} />}
        </div>
      ))}
    </div>
  );
}

type Row = {
  key: string;
  name: Record<string, string>;
  level: number;
  of: number;
  nth: number;
  children: number;
  parent: string | undefined;
  share: number | undefined;
  node: EditNode | undefined;
};

function visibleRows(tree: Tree, closed: ReadonlySet<string>): Row[] {
  const hidden = new Set<string>();
  const rows: Row[] = [
    {
      key: SYSTEM,
      name: tree.name,
      level: 1,
      of: 1,
      nth: 1,
      children: tree.nodes.length,
      parent: undefined,
      share: undefined,
      node: undefined,
    },
  ];
  const memo = new Map<EditNode[], (number | undefined)[]>();
  const shareOf = ({ siblings, index }: Place) => {
    const known =
      memo.get(siblings) ?? shares(siblings.map((one) => one.importance)).map((one) => one && approximate(one));
    memo.set(siblings, known);
    return known[index];
  };
  for (const place of places(tree)) {
    const { node, parent, siblings, index, level } = place;
    if (closed.has(SYSTEM) || (parent && (closed.has(parent.key) || hidden.has(parent.key)))) {
      hidden.add(node.key);
      continue;
    }
    rows.push({
      key: node.key,
      name: node.name,
      level: level + 1,
      of: siblings.length,
      nth: index + 1,
      children: node.children.length,
      parent: parent?.key ?? SYSTEM,
      share: shareOf(place),
      node,
    });
  }
  return rows;
}

/** The first items behind a leaf, in short. */
function sources(items: string[] = []): string {
  return items.length > 2 ? `${items.slice(0, 2).join(', ')} …` : items.join(', ');
}

/** Opens and closes a branch by mouse; the keyboard does it with the arrows. */
function Twist({ row, closed, toggle }: { row: Row; closed: boolean; toggle: () => void }) {
  if (row.children === 0) return <span className="m-tree-twist" />;
  return (
    <span
      className="m-tree-twist"
      aria-hidden
      onClick={(event) => {
        event.stopPropagation();
        toggle();
      }}
    >
      {closed ? <CaretRightOutlined /> : <CaretDownOutlined />}
    </span>
  );
}

function Share({ share }: { share: number | undefined }) {
  const { decimal } = useSpeech();
  return <span className="m-edit-share">{share === undefined ? '—' : `${decimal(share * 100)}%`}</span>;
}
