import { PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Select, Tag } from 'antd';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useSpeech } from '../../../lib/i18n';
import { BindingField } from './BindingField';
import { answersOf, type Leaf } from './binding';
import { Conditions } from './Conditions';
import { itemCodes, newRow, setItem } from './change';
import { renameRow } from './codes';
import type { Change } from './draft';
import { type EditItem, type EditRow, earlier, type Form, find } from './form';
import { Handle, LineEnds, LineTexts, lineKeys } from './Line';
import { placed, useReorder } from './reorder';
import { Steps } from './Steps';
import { CodeField } from './Texts';

type Props = { form: Form; item: EditItem; leaves: Leaf[] | undefined; change: (change: Change) => void };

/** The rows of a matrix, each an item with a code of its own. */
export function Rows({ form, item, leaves, change }: Props) {
  const { t, text } = useSpeech();
  const [open, setOpen] = useState<string>();
  const rows = item.rows ?? [];
  const edit = (f: (list: EditRow[], form: Form) => EditRow[], field?: string) =>
    change({
      kind: 'apply',
      edit: (now) => {
        const own = find(now, item.key)?.item;
        return own ? setItem(now, item.key, { rows: f(own.rows ?? [], now) }) : now;
      },
      field,
    });
  const set = (key: string, patch: Partial<EditRow>, field?: string) =>
    edit((list) => list.map((one) => (one.key === key ? { ...one, ...patch } : one)), field && `${key}.${field}`);
  const { handle, row: dropped } = useReorder((from, to) => edit((list) => placed(list, from, to)));
  const insert = (index: number) => {
    flushSync(() => edit((list, now) => list.toSpliced(index + 1, 0, newRow(now, item))));
    document.querySelector<HTMLElement>(`[data-field^="rows.${index + 1}.text."]`)?.focus();
  };
  const move = (index: number, by: -1 | 1) => edit((list) => placed(list, index, index + by));
  return (
    <div className="m-q-list">
      {rows.map((row, index) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: takes the keys of the fields inside it
        <div
          key={row.key}
          {...dropped(index)}
          onKeyDown={(event) =>
            lineKeys(
              event,
              (by) => move(index, by),
              () => insert(index),
            )
          }
        >
          <div className="m-q-row">
            <Handle {...handle(index)} />
            <CodeField
              bare
              label={`${t('qe.row.code')} ${row.code}`}
              name={`rows.${index}.code`}
              code={row.code}
              taken={() => itemCodes(form).filter((code) => code !== row.code)}
              rename={(code) => change({ kind: 'apply', edit: (now) => renameRow(now, item.key, row.key, code) })}
            />
            <LineTexts
              label={`${t('qe.row.text')} ${row.code}`}
              name={`rows.${index}`}
              words={row.text}
              languages={form.languages}
              set={(text, field) => set(row.key, { text }, field)}
            />
            <LineEnds
              more={`${t('qe.row.more')} ${row.code}`}
              name={`rows.${index}`}
              open={open === row.key}
              toggle={() => setOpen(open === row.key ? undefined : row.key)}
              remove={`${t('qe.row.remove')} ${row.code}`}
              drop={() => edit((list) => list.filter((one) => one.key !== row.key))}
            />
          </div>
          {open !== row.key && (row.binding || row.show_if) && (
            <div className="m-q-tags">
              {row.binding && (
                <Tag>
                  {text(leaves?.find((leaf) => leaf.code === row.binding?.indicator)?.name) || row.binding.indicator}
                </Tag>
              )}
              {row.show_if && <Tag>{t('form.conditional')}</Tag>}
            </div>
          )}
          {open === row.key && (
            <RowMore
              form={form}
              item={item}
              row={row}
              index={index}
              leaves={leaves}
              set={set}
              step={(by) => move(index, by)}
            />
          )}
        </div>
      ))}
      <Button
        size="small"
        icon={<PlusOutlined aria-hidden />}
        data-field="rows"
        onClick={() => insert(rows.length - 1)}
      >
        {t('qe.row.add')}
      </Button>
    </div>
  );
}

type MoreProps = Pick<Props, 'form' | 'item' | 'leaves'> & {
  row: EditRow;
  index: number;
  set: (key: string, patch: Partial<EditRow>, field?: string) => void;
  step: (by: -1 | 1) => void;
};

/** What a row has of its own: whether it must be answered, when it is shown, what it measures. */
function RowMore({ form, item, row, index, leaves, set, step }: MoreProps) {
  const { t } = useSpeech();
  const name = `rows.${index}`;
  // The first row that has scores of its own says what a new binding begins with.
  const scores = item.rows?.find((one) => one.binding?.scores)?.binding?.scores;
  return (
    <div className="m-q-more">
      <div className="m-q-flags">
        <Select
          aria-label={t('qe.row.required')}
          size="small"
          value={row.required === undefined ? 'matrix' : row.required ? 'yes' : 'no'}
          onChange={(value) => set(row.key, { required: value === 'matrix' ? undefined : value === 'yes' })}
          options={[
            { value: 'matrix', label: t('qe.row.as_matrix') },
            { value: 'yes', label: t('qe.required') },
            { value: 'no', label: t('qe.optional') },
          ]}
        />
        {(item.randomise || row.fixed) && (
          <Checkbox
            data-field={`${name}.fixed`}
            checked={row.fixed ?? false}
            onChange={(event) => set(row.key, { fixed: event.target.checked || undefined })}
          >
            {t('qe.option.fixed')}
          </Checkbox>
        )}
        <Steps label={row.code} step={step} />
      </div>
      <BindingField
        binding={row.binding}
        answers={answersOf(form, item)}
        leaves={leaves}
        name={`${name}.binding`}
        set={(binding, field) =>
          set(
            row.key,
            { binding: binding && !row.binding && scores ? { ...binding, scores } : binding },
            field && `binding.${field}`,
          )
        }
      />
      <Conditions
        form={form}
        condition={row.show_if}
        entries={earlier(form, row.key)}
        name={`${name}.show_if`}
        set={(condition) => set(row.key, { show_if: condition })}
        add={t('qe.show_if.add')}
        nothing={t('qe.show_if.nothing')}
      />
    </div>
  );
}
