import { Alert, Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useSpeech } from '../../lib/i18n';
import type { Part } from './Editor';
import {
  type Counted,
  coded,
  detached,
  type Entry,
  type Item,
  key,
  meaningOf,
  na,
  numeric,
  pairsOf,
  rangesOf,
  sharing,
  withMeaning,
  withRanges,
  withSetting,
} from './model';
import { Ranges } from './Ranges';

const few = 30;
const none = '\u0000'; // "no answer" among the options of a select

/** What the values of an item's columns mean. */
export function Values({ entry, item, values, ...part }: Part & { entry: Entry; item: Item; values: Counted[] }) {
  const { t, text, count, list } = useSpeech();
  const { mapping, change, profile } = part;
  const [all, showAll] = useState(false);
  const others = sharing(mapping, item).length - 1;
  const gone = pairsOf(mapping, item).filter((pair) => !values.some((one) => key(one.value) === key(pair.from)));
  const plain = numeric(entry)
    ? values.filter(({ value }) => Number.isNaN(Number(value)) || isSaid(part, item, value))
    : values;
  const shown = all ? plain : plain.slice(0, few);
  const cut = profile.columns.some(
    (column) => item.column.names.includes(column.name) && column.top.length < column.distinct,
  );
  const targets = [
    ...entry.options.map((option) => ({ value: option.code, label: `${option.code} ${text(option.text)}` })),
    ...(entry.na ? [{ value: na, label: t('mapping.na') }] : []),
    { value: none, label: t('mapping.no_answer') },
  ];
  const set = (value: string, meaning: string | undefined) =>
    change(withMeaning(mapping, entry, item, value, meaning === none ? '' : meaning));
  return (
    <>
      {entry.type === 'multiple' && (
        <div className="m-map-rule">
          <label htmlFor={`split-${entry.code}`}>{t('mapping.split')}</label>
          <Input
            id={`split-${entry.code}`}
            className="m-map-split"
            value={item.split ?? ''}
            placeholder={t('mapping.split_none')}
            onChange={(event) => change(withSetting(mapping, entry.code, 'split', event.target.value || undefined))}
          />
        </div>
      )}
      {others > 0 && (
        <p className="m-note">
          {t('mapping.shared', { n: count(others) })}{' '}
          <Button size="small" type="link" onClick={() => change(detached(mapping, item))}>
            {t('mapping.detach')}
          </Button>
        </p>
      )}
      {numeric(entry) && <p className="m-note">{t('mapping.numbers_note')}</p>}
      {!coded(entry) && !numeric(entry) && <p className="m-note">{t('mapping.texts_note')}</p>}
      {cut && <Alert type="info" showIcon title={t('mapping.many_values')} />}
      <ul className="m-map-pairs">
        {shown.map(({ value, count: n }) => {
          const meaning = meaningOf(mapping, entry, item, value);
          return (
            <li key={value}>
              <span className="m-map-from">
                {value} <span className="m-muted">×{count(n)}</span>
              </span>
              {numeric(entry) ? (
                <NumberOf
                  label={t('mapping.meaning_of', { value })}
                  value={meaning}
                  none={meaning === ''}
                  set={(next) => set(value, next)}
                />
              ) : (
                <Select
                  className="m-map-select"
                  aria-label={t('mapping.meaning_of', { value })}
                  status={meaning === undefined ? 'warning' : undefined}
                  allowClear
                  showSearch={{ optionFilterProp: 'label' }}
                  popupMatchSelectWidth={false}
                  placeholder={t('mapping.unknown')}
                  value={meaning === '' ? none : meaning}
                  onChange={(next?: string) => set(value, next)}
                  options={targets}
                />
              )}
            </li>
          );
        })}
      </ul>
      {shown.length < plain.length && (
        <Button size="small" onClick={() => showAll(true)}>
          {t('mapping.all_values', { n: count(plain.length) })}
        </Button>
      )}
      {gone.length > 0 && (
        <p className="m-note">{t('mapping.absent_values', { values: list(gone.map((pair) => pair.from)) })}</p>
      )}
      {coded(entry) && (
        <Ranges
          name={entry.code}
          ranges={rangesOf(mapping, item)}
          targets={targets.filter((target) => target.value !== none)}
          set={(ranges) => change(withRanges(mapping, item, ranges))}
        />
      )}
    </>
  );
}

function isSaid({ mapping }: Part, item: Item, value: string): boolean {
  return pairsOf(mapping, item).some((pair) => key(pair.from) === key(value) && key(pair.to) !== key(value));
}

type NumberProps = { label: string; value: string | undefined; none: boolean; set: (next: string | undefined) => void };

/** The number that a value stands for, or that it is no answer. */
function NumberOf({ label, value, none: absent, set }: NumberProps) {
  const { t } = useSpeech();
  return (
    <span className="m-map-number">
      <InputNumber<string>
        stringMode
        aria-label={label}
        status={value === undefined ? 'warning' : undefined}
        disabled={absent}
        placeholder={t('mapping.unknown')}
        value={absent ? undefined : value}
        onChange={(next) => set(next === null || next === '' ? undefined : next)}
      />
      <Button
        size="small"
        type={absent ? 'primary' : 'default'}
        aria-pressed={absent}
        onClick={() => set(absent ? undefined : none)}
      >
        {t('mapping.no_answer')}
      </Button>
    </span>
  );
}
