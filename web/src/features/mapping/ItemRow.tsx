import { Button, Segmented, Select, Tag } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useSpeech } from '../../lib/i18n';
import { Choices } from './Choices';
import { ColumnSelect } from './ColumnSelect';
import type { Part } from './Editor';
import { columnsOf, type Entry, itemOf, meaningOf, share, valuesOf, withColumns, withSetting } from './model';
import { Values } from './Values';

/** One item: the columns it is taken from, and, when it is opened, what their values mean. */
export function ItemRow({ entry, start, ...part }: Part & { entry: Entry; start: boolean }) {
  const { t, text, count } = useSpeech();
  const { mapping, change, profile } = part;
  const item = itemOf(mapping, entry.code);
  const [open, setOpen] = useState(start);
  const [byOption, setByOption] = useState((item?.choices ?? []).length > 0);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (start) row.current?.scrollIntoView({ block: 'center' });
  }, [start]);
  const names = columnsOf(item);
  const hint = profile.hints.find((one) => one.use === entry.code && one.columns.every((name) => names.includes(name)));
  const values = item && !byOption ? valuesOf(profile.columns, item.column.names, item.split) : [];
  const { known, all } = item && !byOption ? share(mapping, entry, item, values) : { known: 0, all: 0 };
  const explained = entry.type !== 'text' && entry.type !== 'date';
  return (
    <li ref={row} className="m-map-item">
      <div className="m-map-item-head">
        <div className="m-map-item-text">
          <code>{entry.code}</code> {text(entry.text)}
          {entry.required && (
            <span className="m-map-required" title={t('mapping.required')}>
              *
            </span>
          )}
          {entry.matrix && <div className="m-muted m-map-matrix">{text(entry.matrix)}</div>}
        </div>
        <div className="m-map-item-column">
          {byOption ? (
            <span>{t('mapping.by_option', { n: count(item?.choices?.length ?? 0) })}</span>
          ) : (
            <ColumnSelect
              {...part}
              label={t('mapping.columns_of', { item: entry.code })}
              use={entry.code}
              value={item?.column.names ?? []}
              choose={(next) => change(withColumns(mapping, entry.code, next))}
            />
          )}
          <div className="m-map-item-foot">
            {hint && (
              <Tag>
                {t(`mapping.why.${hint.why as 'earlier' | 'code' | 'name' | 'like' | 'values'}`, {
                  name: hint.from ?? '',
                })}
              </Tag>
            )}
            {item && explained && !byOption && all > 0 && (
              <span className={known < all ? 'm-map-bad' : 'm-muted'}>
                {t('mapping.values_known', { n: count(known), all: count(all) })}
              </span>
            )}
            {(item || entry.type === 'multiple') && (
              <Button size="small" type="link" aria-expanded={open} onClick={() => setOpen(!open)}>
                {t(open ? 'mapping.close_values' : item ? 'mapping.open_values' : 'mapping.open_ways')}
                <span className="m-hidden"> {entry.code}</span>
              </Button>
            )}
          </div>
        </div>
      </div>
      {open && (
        <div className="m-map-detail">
          {entry.type === 'multiple' && (
            <Segmented<boolean>
              value={byOption}
              onChange={(next) => {
                setByOption(next);
                if (item) change(withColumns(mapping, entry.code, []));
              }}
              options={[
                { value: false, label: t('mapping.one_cell') },
                { value: true, label: t('mapping.column_each') },
              ]}
            />
          )}
          {byOption ? (
            <Choices {...part} entry={entry} item={item} />
          ) : (
            item && (
              <Values
                {...part}
                entry={entry}
                item={item}
                values={values.filter(({ value }) => explained || meaningOf(mapping, entry, item, value) === '')}
              />
            )
          )}
          {item && (
            <div className="m-map-rule">
              <label htmlFor={`rule-${entry.code}`}>{t('mapping.unmapped')}</label>
              <Select
                id={`rule-${entry.code}`}
                value={item.unmapped ?? ''}
                onChange={(next) => change(withSetting(mapping, entry.code, 'unmapped', next || undefined))}
                options={[
                  { value: '', label: t('mapping.unmapped.default') },
                  { value: 'error', label: t('mapping.unmapped.error') },
                  { value: 'missing', label: t('mapping.unmapped.missing') },
                  ...(entry.options.some((option) => option.other)
                    ? [{ value: 'other', label: t('mapping.unmapped.other') }]
                    : []),
                ]}
              />
            </div>
          )}
        </div>
      )}
    </li>
  );
}
