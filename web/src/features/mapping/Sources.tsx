import { Input, Select } from 'antd';
import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { ColumnSelect } from './ColumnSelect';
import type { Part } from './Editor';
import type { Mapping } from './model';
import { UnitFields } from './UnitFields';

const formats = ['YYYY.M.D', 'YYYYMMDD', 'D/M/YYYY', 'M/D/YYYY', 'DD.MM.YYYY', 'YYYY-MM-DDTHH:mm:ss'];
const zones = ['Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Tokyo', 'Europe/London', 'America/Los_Angeles', 'UTC'];

/** Everything that is no item: which unit, when, how much a response counts. */
export function Sources({ units, ...part }: Part & { units: Schemas['Unit'][] }) {
  const { t } = useSpeech();
  const { mapping, change, profile } = part;
  const hintOf = (use: string) => profile.hints.find((one) => one.use === use);
  return (
    <div className="m-map-sources">
      <UnitFields {...part} units={units} />
      <Row name="id" note={t('mapping.id_note')} hint={hintOf('id')}>
        <SourceFields {...part} use="id" />
      </Row>
      <Row name="date" note={t('mapping.date_note')} hint={hintOf('date')}>
        <ColumnSelect
          {...part}
          id="map-date"
          label={t('mapping.use.date')}
          use="date"
          value={mapping.date?.column.names ?? []}
          choose={(names) => change(withDate(mapping, names))}
        />
        {mapping.date && <DateFields {...part} />}
      </Row>
      {(['weight', 'stratum', 'cluster'] as const).map((use) => (
        <Row key={use} name={use} note={t(`mapping.${use}_note`)} hint={hintOf(use)}>
          <SourceFields {...part} use={use} />
        </Row>
      ))}
      <Row name="missing" note={t('mapping.missing_note')}>
        <Select
          id="map-missing"
          mode="tags"
          open={false}
          suffixIcon={null}
          className="m-map-tags"
          aria-label={t('mapping.use.missing')}
          placeholder={t('mapping.missing_example')}
          value={mapping.missing ?? []}
          onChange={(missing: string[]) => change({ ...mapping, missing })}
        />
      </Row>
      <Row name="unmapped" note={t('mapping.unmapped_note')}>
        <Select
          id="map-unmapped"
          className="m-map-select"
          aria-label={t('mapping.use.unmapped')}
          value={mapping.unmapped ?? 'error'}
          onChange={(unmapped: string) => change({ ...mapping, unmapped })}
          options={(['error', 'missing', 'other'] as const).map((value) => ({
            value,
            label: t(`mapping.unmapped.${value}`),
          }))}
        />
      </Row>
    </div>
  );
}

/** A labelled line of the form. */
export function Row({
  name,
  note,
  hint,
  children,
}: {
  name: string;
  note?: string;
  hint?: Schemas['ForeignHint'];
  children: ReactNode;
}) {
  const { t, word } = useSpeech();
  return (
    <div className="m-map-row">
      <div className="m-map-row-label">
        <label htmlFor={`map-${name}`}>{word('mapping.use', name)}</label>
        {hint && (
          <span className="m-muted">
            {t(`mapping.why.${hint.why as 'earlier' | 'code' | 'name' | 'like' | 'values'}`, { name: hint.from ?? '' })}
          </span>
        )}
      </div>
      <div className="m-map-row-fields">
        {children}
        {note && <p className="m-note">{note}</p>}
      </div>
    </div>
  );
}

type Use = 'id' | 'weight' | 'stratum' | 'cluster';

/** A column taken as it is, and what stands where it is empty. */
function SourceFields({ use, ...part }: Part & { use: Use }) {
  const { t, word } = useSpeech();
  const { mapping, change } = part;
  const source = mapping[use];
  return (
    <>
      <ColumnSelect
        {...part}
        id={`map-${use}`}
        label={word('mapping.use', use)}
        use={use}
        value={source?.column.names ?? []}
        choose={(names) => change(withSource(mapping, use, names, source?.blank))}
      />
      {source && use !== 'id' && (
        <Input
          className="m-map-short"
          aria-label={t('mapping.blank_of', { use: word('mapping.use', use) })}
          placeholder={t('mapping.blank')}
          value={source.blank ?? ''}
          onChange={(event) => change(withSource(mapping, use, source.column.names, event.target.value))}
        />
      )}
    </>
  );
}

function withSource(mapping: Mapping, use: Use, names: string[], blank = ''): Mapping {
  const { [use]: _, ...rest } = mapping;
  if (names.length === 0) return rest;
  return { ...rest, [use]: { column: { names }, ...(blank ? { blank } : {}) } };
}

function withDate(mapping: Mapping, names: string[]): Mapping {
  const { date, ...rest } = mapping;
  return names.length === 0 ? rest : { ...rest, date: { ...date, column: { names } } };
}

/** How days are written in the file. */
function DateFields({ mapping, change }: Part) {
  const { t } = useSpeech();
  const date = mapping.date;
  if (!date) return null;
  const set = (part: Partial<Schemas['ForeignDate']>) => change({ ...mapping, date: { ...date, ...part } });
  return (
    <div className="m-map-words">
      <span>
        <label htmlFor="map-formats">{t('mapping.formats')}</label>
        <Select
          id="map-formats"
          mode="tags"
          className="m-map-tags"
          placeholder={t('mapping.formats_usual')}
          value={date.formats ?? []}
          onChange={(next: string[]) => set({ formats: next })}
          options={formats.map((value) => ({ value, label: value }))}
        />
      </span>
      <span>
        <label htmlFor="map-prefix">{t('mapping.prefix')}</label>
        <Input
          id="map-prefix"
          className="m-map-short"
          placeholder="2026-05-"
          value={date.prefix ?? ''}
          onChange={(event) => set({ prefix: event.target.value })}
        />
      </span>
      <span>
        <label htmlFor="map-date-missing">{t('mapping.date_missing')}</label>
        <Select
          id="map-date-missing"
          mode="tags"
          open={false}
          suffixIcon={null}
          className="m-map-tags"
          value={date.missing ?? []}
          onChange={(missing: string[]) => set({ missing })}
        />
      </span>
      <span>
        <label htmlFor="map-zone">{t('mapping.zone')}</label>
        <Select
          id="map-zone"
          className="m-map-short"
          showSearch
          popupMatchSelectWidth={false}
          value={mapping.time_zone ?? zones[0]}
          onChange={(time_zone: string) => change({ ...mapping, time_zone })}
          options={[...new Set([...zones, mapping.time_zone ?? ''])]
            .filter(Boolean)
            .map((value) => ({ value, label: value }))}
        />
      </span>
    </div>
  );
}
