import { Button, Collapse, Segmented } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue } from '../../lib/url';
import { Empty } from '../../ui/Empty';
import type { Part } from './Editor';
import { ItemRow } from './ItemRow';
import { type Entry, itemOf, share, valuesOf } from './model';

type Props = Part & { entries: Entry[]; document: Schemas['QuestionnaireDocument'] };
const filters = ['all', 'open', 'free'] as const;
type Filter = (typeof filters)[number];

/** Every item of the questionnaire with the columns it is taken from, by section. */
export function Items({ entries, document, ...part }: Props) {
  const { t, text, count } = useSpeech();
  const [wanted] = useUrlValue('item');
  const [filter, setFilter] = useState<Filter>('all');
  const shown = entries.filter((entry) => fits(part, entry, filter));
  const sections = document.sections.filter((section) => shown.some((entry) => entry.section === section.code));
  const few = entries.length <= 80;
  return (
    <>
      <div className="m-tools">
        <Segmented<Filter>
          value={filter}
          onChange={setFilter}
          options={filters.map((value) => ({ value, label: t(`mapping.filter.${value}`) }))}
        />
      </div>
      {shown.length === 0 && (
        <Empty
          title={t('mapping.no_item')}
          action={<Button onClick={() => setFilter('all')}>{t('mapping.filter.all')}</Button>}
        />
      )}
      <Collapse
        key={filter}
        ghost
        className="m-map-sections"
        defaultActiveKey={sections
          .filter(
            (section, at) =>
              few || at === 0 || entries.some((entry) => entry.code === wanted && entry.section === section.code),
          )
          .map((section) => section.code)}
        items={sections.map((section) => {
          const own = shown.filter((entry) => entry.section === section.code);
          const mapped = own.filter((entry) => itemOf(part.mapping, entry.code)).length;
          return {
            key: section.code,
            label: (
              <span className="m-map-section">
                {text(section.title) || section.code}{' '}
                <span className="m-muted">{t('mapping.of', { n: count(mapped), all: count(own.length) })}</span>
              </span>
            ),
            children: (
              <ul className="m-map-items">
                {own.map((entry) => (
                  <ItemRow key={entry.code} {...part} entry={entry} start={entry.code === wanted} />
                ))}
              </ul>
            ),
          };
        })}
      />
    </>
  );
}

/** Reports whether an item is among those that are wanted: all, those with values nobody explained, those without a column. */
function fits({ mapping, profile }: Part, entry: Entry, filter: Filter): boolean {
  const item = itemOf(mapping, entry.code);
  if (filter === 'all') return true;
  if (filter === 'free') return item === undefined;
  if (!item || item.choices?.length) return false;
  const { known, all } = share(
    mapping,
    entry,
    item,
    valuesOf(profile.columns, item.column.names, item.split).slice(0, 100),
  );
  return known < all;
}
