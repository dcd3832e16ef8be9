import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, InputNumber, Select } from 'antd';
import { memo, type RefObject, useLayoutEffect, useRef } from 'react';
import { useSpeech } from '../../../lib/i18n';
import {
  addPart,
  choices,
  group,
  kindOf,
  leaf,
  operandOf,
  operators,
  partsOf,
  pointsOf,
  regroup,
  removePart,
  setPart,
  valueFor,
} from './condition';
import type { Condition, Entry, Form } from './form';

type Props = {
  form: Form;
  condition: Condition | undefined;
  /** What it may look at. */
  entries: Entry[];
  /** The name of the field in the document. */
  name: string;
  set: (condition: Condition | undefined) => void;
  add: string;
  /** Why nothing can be added, when there is nothing to look at. */
  nothing: string;
};

/** A condition: comparisons with answers, together in groups of all, any, not. */
export const Conditions = memo(function Conditions({ form, condition, entries, name, set, add, nothing }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useFollow(box, condition);
  const last = entries.at(-1);
  if (!condition && !last) return <p className="m-muted">{nothing}</p>;
  return (
    <div ref={box} className={condition && 'm-q-condition'}>
      {condition ? (
        <Node form={form} condition={condition} entries={entries} name={name} set={set} depth={1} />
      ) : (
        <Button
          size="small"
          icon={<PlusOutlined aria-hidden />}
          data-field={name}
          onClick={() => last && set(leaf(form, last))}
        >
          {add}
        </Button>
      )}
    </div>
  );
}, sameCondition);

/** Leads the keyboard to a comparison that was added, and back to what is left when the one it was on is gone. */
function useFollow(box: RefObject<HTMLDivElement | null>, condition: Condition | undefined) {
  const known = useRef<string[]>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is there changes with the condition
  useLayoutEffect(() => {
    const all = [...(box.current?.querySelectorAll<HTMLElement>('[data-field]') ?? [])];
    const items = all.filter((one) => one.dataset.field?.endsWith('.item'));
    const before = known.current;
    known.current = items.map((one) => one.dataset.field ?? '');
    if (!before || !box.current) return;
    const at = document.activeElement;
    const lost = at === document.body;
    if (!lost && !box.current.contains(at)) return;
    const added = items.findLast((one) => !before.includes(one.dataset.field ?? ''));
    const next = added ?? (lost && before.length !== items.length ? all[0] : undefined);
    (next?.querySelector<HTMLElement>('input') ?? next)?.focus();
  }, [condition]);
}

/** What it is drawn from has not changed; `set` does the same on every drawing. */
function sameCondition(a: Props, b: Props): boolean {
  return (
    a.condition === b.condition &&
    a.name === b.name &&
    a.add === b.add &&
    a.nothing === b.nothing &&
    a.form.scales === b.form.scales &&
    a.entries.length === b.entries.length &&
    (a.condition === undefined ||
      a.entries.every((one, i) => one.item === b.entries[i]?.item && one.row === b.entries[i]?.row))
  );
}

type NodeProps = {
  form: Form;
  condition: Condition;
  entries: Entry[];
  name: string;
  set: (condition: Condition | undefined) => void;
  depth: number;
};

/** As deep as the server takes them. */
const DEEPEST = 6;

function Node(props: NodeProps) {
  const { form, condition, entries, name, set, depth } = props;
  const { t } = useSpeech();
  const kind = kindOf(condition);
  const last = entries.at(-1);
  const grow = last && (
    <div className="m-q-grow">
      <Button
        size="small"
        icon={<PlusOutlined aria-hidden />}
        onClick={() => set(addPart(condition, leaf(form, last)))}
      >
        {t('qe.condition.add')}
      </Button>
      {depth < DEEPEST - 1 && kind !== 'leaf' && (
        <Button
          size="small"
          icon={<PlusOutlined aria-hidden />}
          onClick={() => set(addPart(condition, group('any', [leaf(form, last)])))}
        >
          {t('qe.condition.add_group')}
        </Button>
      )}
      {kind === 'leaf' && (
        <Button size="small" onClick={() => set(group('not', [condition]))}>
          {t('qe.condition.negate')}
        </Button>
      )}
    </div>
  );
  if (kind === 'leaf') {
    return (
      <>
        <Leaf {...props} />
        {depth === 1 && grow}
      </>
    );
  }
  const names = { all: 'all', any: 'any', not: 'not' };
  return (
    <fieldset className="m-q-group">
      <legend className="m-hidden">{t('qe.condition.group')}</legend>
      <div className="m-q-group-head">
        <Select
          aria-label={t('qe.condition.group')}
          value={kind}
          data-field={name}
          onChange={(next) => set(regroup(condition, next))}
          options={(['all', 'any', 'not'] as const).map((one) => ({ value: one, label: t(`qe.condition.${one}`) }))}
        />
        <Remove act={() => set(undefined)} label={t('qe.condition.remove_group')} />
      </div>
      {partsOf(condition).map((part, index) => (
        <Node
          // Parts have no names of their own, and are not moved.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          {...props}
          condition={part}
          name={kind === 'not' ? `${name}.not` : `${name}.${names[kind]}.${index}`}
          depth={depth + 1}
          set={(next) => set(next ? setPart(condition, index, next) : removePart(condition, index))}
        />
      ))}
      {(kind !== 'not' || kindOf(partsOf(condition)[0] ?? {}) === 'leaf') && grow}
    </fieldset>
  );
}

function Remove({ act, label }: { act: () => void; label: string }) {
  return <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={label} onClick={act} />;
}

/** One comparison: an item, an operator that fits it, a value that fits both. */
function Leaf({ form, condition, entries, name, set }: NodeProps) {
  const { t, text, word } = useSpeech();
  const entry = entries.find((one) => one.code === condition.item);
  const op = condition.op ?? '';
  const items = entries.map((one) => ({ value: one.code, label: `${one.code} ${text(one.text)}` }));
  if (!entry && condition.item) items.unshift({ value: condition.item, label: condition.item });
  return (
    <div className="m-q-leaf">
      <Select
        aria-label={t('qe.condition.item')}
        data-field={`${name}.item`}
        showSearch={{ optionFilterProp: 'label' }}
        status={entry ? undefined : 'error'}
        value={condition.item}
        onChange={(code) => {
          const next = entries.find((one) => one.code === code);
          if (next) set(leaf(form, next, condition));
        }}
        options={items}
        popupMatchSelectWidth={false}
      />
      <Select
        aria-label={t('qe.condition.op')}
        data-field={`${name}.op`}
        value={op}
        disabled={!entry}
        onChange={(next) =>
          entry && set({ item: entry.code, op: next, ...valueFor(form, entry, next, condition.value) })
        }
        options={(entry ? operators(form, entry) : [op]).map((one) => ({ value: one, label: word('rule', one) }))}
        popupMatchSelectWidth={false}
      />
      {entry && <Operand form={form} entry={entry} condition={condition} name={name} set={set} />}
      <Remove act={() => set(undefined)} label={t('qe.condition.remove')} />
    </div>
  );
}

type OperandProps = Pick<NodeProps, 'form' | 'condition' | 'name'> & {
  entry: Entry;
  set: (condition: Condition) => void;
};

function Operand({ form, entry, condition, name, set }: OperandProps) {
  const { t, text } = useSpeech();
  const { value } = condition;
  const common = { 'aria-label': t('qe.condition.value'), 'data-field': `${name}.value` };
  const put = (next: unknown) => set({ ...condition, value: next });
  const options = choices(form, entry).map((one) => ({ value: one.value, label: text(one.text) || one.value }));
  switch (operandOf(entry, condition.op ?? '')) {
    case 'none':
      return null;
    case 'option':
      return (
        <Select
          {...common}
          value={typeof value === 'string' ? value : undefined}
          onChange={put}
          options={options}
          popupMatchSelectWidth={false}
        />
      );
    case 'options':
      return (
        <Select
          {...common}
          mode="multiple"
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={put}
          options={options}
          popupMatchSelectWidth={false}
        />
      );
    case 'point': {
      const points: { value: number | string; label: string }[] = (pointsOf(entry.item) ?? []).map((n) => ({
        value: n,
        label: String(n),
      }));
      if (entry.item.not_applicable) points.push({ value: 'na', label: text(entry.item.not_applicable) });
      return (
        <Select
          {...common}
          value={typeof value === 'number' || typeof value === 'string' ? value : undefined}
          onChange={put}
          options={points}
        />
      );
    }
    case 'number':
      return (
        <InputNumber
          {...common}
          value={typeof value === 'number' ? value : null}
          onChange={(next) => typeof next === 'number' && put(next)}
        />
      );
    case 'day':
      return (
        <Input
          {...common}
          type="date"
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => put(event.target.value)}
        />
      );
  }
}
