import '../../ui/tree.css';
import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons';
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useSpeech } from '../../lib/i18n';
import { type Ask, stepOf, takes, type Unit } from './editing';
import type { Tree } from './model';

type Props = {
  units: Unit[];
  trees: Tree<Unit>[];
  first: string[];
  selected: string;
  typeName: (code: string) => string;
  select: (code: string) => void;
  /** Asks for a change; without it the tree is only looked at. */
  ask?: (ask: Ask) => void;
};

/** How many rows are drawn at most: whoever has more searches. */
const most = 1000;

/** The units as a tree: arrows go through it, letters and drags ask for changes. */
export function Branches({ units, trees, first, selected, typeName, select, ask }: Props) {
  const { t, text } = useSpeech();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(first));
  const [dragged, drag] = useState<string>();
  const [target, setTarget] = useState<string>();
  const box = useRef<HTMLDivElement>(null);
  const rows = visible(trees, open);
  const current = rows.some((row) => row.unit.code === selected) ? selected : (rows[0]?.unit.code ?? '');

  // The keyboard follows the selection.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the selection alone moves the focus
  useEffect(() => {
    if (!box.current?.contains(document.activeElement)) return;
    box.current.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [current]);

  const toggle = (code: string, on: boolean) => {
    const next = new Set(open);
    if (on) next.add(code);
    else next.delete(code);
    setOpen(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex((row) => row.unit.code === current);
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey) return;
    const { unit } = row;
    const may = ask && unit.change ? ask : undefined;
    if (event.altKey) {
      const step = event.shiftKey && ({ ArrowRight: 'in', ArrowLeft: 'out' } as const)[event.key];
      const parent = step ? stepOf(units, unit.code, step) : undefined;
      if (!step || !may) return;
      event.preventDefault();
      if (parent !== undefined) may({ act: 'move', unit: unit.code, parent });
      return;
    }
    const go = (to: string | undefined) => to && select(to);
    const acts: Record<string, () => unknown> = {
      ArrowDown: () => go(rows[at + 1]?.unit.code),
      ArrowUp: () => go(rows[at - 1]?.unit.code),
      Home: () => go(rows[0]?.unit.code),
      End: () => go(rows.at(-1)?.unit.code),
      ArrowRight: () =>
        row.children > 0 && !row.open ? toggle(unit.code, true) : row.open && go(rows[at + 1]?.unit.code),
      ArrowLeft: () => (row.open ? toggle(unit.code, false) : go(row.parent)),
      Enter: () => may?.({ act: 'change', unit: unit.code }) ?? go(unit.code),
      F2: () => may?.({ act: 'change', unit: unit.code }),
      m: () => may?.({ act: 'move', unit: unit.code }),
      n: () => ask && unit.below && unit.type !== 'employee' && ask({ act: 'add', parent: unit.code }),
      Delete: () => may?.({ act: 'close', unit: unit.code }),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const onDragOver = (event: DragEvent, code: string) => {
    if (!dragged || !takes(units, dragged, code)) return setTarget(undefined);
    event.preventDefault();
    if (target !== code) setTarget(code);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    if (dragged && target && ask) ask({ act: 'move', unit: dragged, parent: target });
    drag(undefined);
    setTarget(undefined);
  };

  return (
    <div role="tree" aria-label={t('menu.units')} className="m-units-tree" ref={box}>
      {rows.slice(0, most).map((row) => (
        <div
          key={row.unit.code}
          role="treeitem"
          aria-level={row.level}
          aria-setsize={row.of}
          aria-posinset={row.nth}
          aria-selected={row.unit.code === selected}
          aria-expanded={row.children > 0 ? row.open : undefined}
          tabIndex={row.unit.code === current ? 0 : -1}
          className={`m-tree-row${target === row.unit.code ? ' m-units-target' : ''}`}
          style={{ paddingInlineStart: 4 + (row.level - 1) * 20 }}
          draggable={Boolean(ask) && row.unit.change}
          onClick={() => select(row.unit.code)}
          onKeyDown={onKeyDown}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('text/plain', row.unit.code);
            drag(row.unit.code);
          }}
          onDragOver={(event) => onDragOver(event, row.unit.code)}
          onDragLeave={() => setTarget(undefined)}
          onDrop={onDrop}
          onDragEnd={() => drag(undefined)}
        >
          <span
            className="m-tree-twist"
            aria-hidden
            onClick={(event) => {
              event.stopPropagation();
              if (row.children > 0) toggle(row.unit.code, !row.open);
            }}
          >
            {row.children > 0 && (row.open ? <CaretDownOutlined /> : <CaretRightOutlined />)}
          </span>
          <span className="m-tree-name">{text(row.unit.name)}</span>
          <span className="m-units-type">{typeName(row.unit.type)}</span>
          <code className="m-units-code">{row.unit.code}</code>
        </div>
      ))}
      {rows.length > most && <p className="m-note">{t('directory.more', { n: rows.length - most })}</p>}
    </div>
  );
}

type Row = { unit: Unit; level: number; of: number; nth: number; children: number; open: boolean; parent?: string };

function visible(trees: Tree<Unit>[], open: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const walk = (list: Tree<Unit>[], level: number, parent?: string) => {
    for (const [i, unit] of list.entries()) {
      const children = unit.children ?? [];
      const shown = children.length > 0 && open.has(unit.code);
      rows.push({ unit, level, of: list.length, nth: i + 1, children: children.length, open: shown, parent });
      if (shown) walk(children, level + 1, unit.code);
    }
  };
  walk(trees, 1);
  return rows;
}
