import '../../../ui/tree.css';
import { BranchesOutlined, StopOutlined } from '@ant-design/icons';
import { type DragEvent, type KeyboardEvent, type MouseEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import { useSpeech } from '../../../lib/i18n';
import { moveItem, moveSection, shift } from './change';
import type { Change } from './draft';
import { type EditItem, type Form, find, HEAD, SCALES, SOURCES } from './form';
import { type Row, rowsOf } from './rows';
import { TypeIcon } from './TypeIcon';

export type Marks = { faults: number; warnings: number };

type Props = {
  form: Form;
  selected: string;
  wanted: string;
  /** Faults and warnings by key. */
  marks: Map<string, Marks>;
  change: (change: Change) => void;
  remove: () => void;
  add: () => void;
  /** To the first field of the selected row's form. */
  enter: () => void;
  /** Says something to those who do not see it. */
  say: (text: string) => void;
};

type Zone = 'before' | 'after' | 'inside';
type Drop = { key: string; zone: Zone };

const keyOf = (event: { target: EventTarget }) =>
  event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]')?.dataset.key : undefined;

/** Sections and items, moved by drag and by keyboard. The list takes all events; a row is drawn again only if it changed. */
export function Outline({ form, selected, wanted, marks, change, remove, add, enter, say }: Props) {
  const { t, text } = useSpeech();
  const rows = useMemo(() => rowsOf(form, wanted), [form, wanted]);
  const [dragged, drag] = useState<string>();
  const [drop, setDrop] = useState<Drop>();
  const box = useRef<HTMLDivElement>(null);
  const select = (key: string | undefined) => key && change({ kind: 'select', selected: key });
  const shown = rows.some((row) => row.key === selected);

  // The keyboard follows the selection, also when a row has moved or another took its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a move keeps the key and makes a new order
  useEffect(() => {
    const focused = document.activeElement;
    const row = box.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (!box.current || !row) return;
    if (focused === document.body || box.current.contains(focused)) row.focus({ preventScroll: true });
    bring(box.current, row);
  }, [selected, rows.length, form.sections.length]);

  const step = (to: 'up' | 'down') => {
    const moved = shift(form, selected, to);
    if (!moved) return;
    change({ kind: 'edit', content: moved });
    const place = find(moved, selected);
    if (!place) return;
    const words = place.item ? place.section.title : undefined;
    say(
      place.item
        ? t('qe.moved_item', {
            n: place.index + 1,
            of: place.section.items.length,
            section: text(words) || place.section.code,
          })
        : t('qe.moved_section', { n: place.at + 1, of: moved.sections.length }),
    );
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const at = rows.findIndex((row) => row.key === selected);
    if (event.altKey) {
      const to = event.key === 'ArrowUp' ? 'up' : event.key === 'ArrowDown' ? 'down' : undefined;
      if (!to) return;
      event.preventDefault();
      return step(to);
    }
    if (event.ctrlKey || event.metaKey) return;
    const section = rows.findLastIndex((row, i) => i < at && row.kind === 'section');
    const acts: Record<string, () => void> = {
      ArrowDown: () => select(rows[at + 1]?.key),
      ArrowUp: () => select(rows[at - 1]?.key),
      ArrowLeft: () => select(rows[section]?.key),
      Home: () => select(rows[0]?.key),
      End: () => select(rows.at(-1)?.key),
      Enter: enter,
      F2: enter,
      n: add,
      Delete: remove,
      Backspace: remove,
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const onDragOver = (event: DragEvent) => {
    const key = keyOf(event);
    const to = key && dragged ? find(form, key) : undefined;
    const mine = dragged ? find(form, dragged) : undefined;
    if (!key || !to || !mine || (to.item && !mine.item)) return setDrop(undefined);
    const row = (event.target as Element).closest('[data-key]');
    const { top, height } = row?.getBoundingClientRect() ?? { top: 0, height: 1 };
    const half: Zone = event.clientY - top < height / 2 ? 'before' : 'after';
    const zone: Zone = mine.item && !to.item ? 'inside' : half;
    event.preventDefault();
    if (drop?.key !== key || drop.zone !== zone) setDrop({ key, zone });
  };

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    const moved = dragged && drop && dropped(form, dragged, drop);
    if (moved) change({ kind: 'edit', content: moved, selected: dragged });
    drag(undefined);
    setDrop(undefined);
  };

  return (
    // The rows take the keys; one of them is in the order of the Tab key.
    <div
      role="tree"
      aria-label={t('qe.outline')}
      className="m-q-tree"
      ref={box}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onClick={(event: MouseEvent) => select(keyOf(event))}
      onDoubleClick={enter}
      onFocus={(event) => {
        const key = keyOf(event);
        if (key && key !== selected) select(key);
      }}
      onDragStart={(event) => {
        const key = keyOf(event);
        if (!key) return;
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', key);
        drag(key);
      }}
      onDragOver={onDragOver}
      onDragLeave={() => setDrop(undefined)}
      onDrop={onDrop}
      onDragEnd={() => {
        drag(undefined);
        setDrop(undefined);
      }}
    >
      {rows.map((row, i) => (
        <OutlineRow
          key={row.key}
          kind={row.kind}
          id={row.key}
          item={row.kind === 'item' ? row.item : undefined}
          code={row.kind === 'section' ? row.section.code : ''}
          title={titleOf(row)}
          number={row.kind === 'item' ? row.number : undefined}
          nth={row.kind === 'item' ? row.nth : row.kind === 'section' ? row.at + 1 : i + 1}
          of={row.kind === 'item' ? row.of : row.kind === 'section' ? form.sections.length : 3}
          selected={row.key === selected}
          reachable={row.key === selected || (!shown && i === 0)}
          faults={marks.get(row.key)?.faults ?? 0}
          warnings={marks.get(row.key)?.warnings ?? 0}
          zone={drop?.key === row.key ? drop.zone : undefined}
        />
      ))}
      {rows.length === 0 && <p className="m-muted">{t('qe.search_none')}</p>}
    </div>
  );
}

/** Scrolls the list, and nothing around it, until the row is in view. */
function bring(list: HTMLElement, row: HTMLElement) {
  const outer = list.getBoundingClientRect();
  const inner = row.getBoundingClientRect();
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
}

function titleOf(row: Row) {
  return row.kind === 'item' ? row.item.text : row.kind === 'section' ? row.section.title : undefined;
}

/** The form after a row was dropped on another. */
function dropped(form: Form, key: string, { key: target, zone }: Drop): Form | undefined {
  const to = find(form, target);
  const mine = find(form, key);
  if (!to || !mine) return undefined;
  if (!mine.item) return moveSection(form, key, to.at + (zone === 'after' ? 1 : 0));
  if (zone === 'inside') return moveItem(form, key, target, to.section.items.length);
  return moveItem(form, key, to.section.key, to.index + (zone === 'after' ? 1 : 0));
}

type RowProps = {
  kind: Row['kind'];
  id: string;
  item: EditItem | undefined;
  code: string;
  title: Record<string, string> | undefined;
  number: number | undefined;
  nth: number;
  of: number;
  selected: boolean;
  reachable: boolean;
  faults: number;
  warnings: number;
  zone: Zone | undefined;
};

const names = { [HEAD]: 'qe.head', [SCALES]: 'qe.scales', [SOURCES]: 'qe.sources' } as const;

const OutlineRow = memo(function OutlineRow(props: RowProps) {
  const { kind, id, item, code, title, number, selected, faults, warnings, zone } = props;
  const { t, text } = useSpeech();
  const fixed = kind === 'fixed' ? t(names[id as keyof typeof names]) : '';
  return (
    <div
      role="treeitem"
      data-key={id}
      aria-level={kind === 'item' ? 2 : 1}
      aria-setsize={props.of}
      aria-posinset={props.nth}
      aria-selected={selected}
      aria-expanded={kind === 'section' ? true : undefined}
      tabIndex={props.reachable ? 0 : -1}
      draggable={kind !== 'fixed'}
      className={`m-tree-row m-q-line m-q-line-${kind}${zone ? ` m-tree-${zone}` : ''}`}
    >
      {item && (
        <>
          <TypeIcon type={item.type} />
          <span className="m-q-number">{number}</span>
        </>
      )}
      <span className="m-q-name">
        {fixed || text(title) || <em className="m-muted">{kind === 'section' ? code : t('qe.untitled')}</em>}
      </span>
      {item && (item.show_if || item.end_if) && (
        <span className="m-q-sign" title={t(item.show_if ? 'form.conditional' : 'form.may_end')}>
          {item.show_if ? <BranchesOutlined aria-hidden /> : <StopOutlined aria-hidden />}
          <span className="m-hidden">{t(item.show_if ? 'form.conditional' : 'form.may_end')}</span>
        </span>
      )}
      {item?.required && (
        <span className="m-q-star" title={t('qe.required')}>
          *<span className="m-hidden">{t('qe.required')}</span>
        </span>
      )}
      {faults > 0 && (
        <span className="m-q-badge m-q-badge-fault" title={t('qe.faults', { n: faults })}>
          {faults}
          <span className="m-hidden">{t('qe.faults', { n: faults })}</span>
        </span>
      )}
      {faults === 0 && warnings > 0 && (
        <span className="m-q-badge" title={t('qe.warnings', { n: warnings })}>
          {warnings}
          <span className="m-hidden">{t('qe.warnings', { n: warnings })}</span>
        </span>
      )}
    </div>
  );
});
