import { Button, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { ColumnSelect } from './ColumnSelect';
import type { Part } from './Editor';
import { type Mapping, unitOf, valuesOf, withUnit } from './model';
import { Ranges } from './Ranges';
import { Row } from './Sources';

const few = 30;
const nobody = '\u0000';

/** Which unit a response is about: one for all, or by a column with codes or names. */
export function UnitFields({ units, ...part }: Part & { units: Schemas['Unit'][] }) {
  const { t, text, count } = useSpeech();
  const { mapping, change, profile } = part;
  const unit = mapping.unit;
  const [fixed, setFixed] = useState(Boolean(unit.constant));
  const [all, showAll] = useState(false);
  const hint = profile.hints.find((one) => one.use === 'unit');
  const options = useMemo(
    () =>
      units.filter((one) => !one.closed).map((one) => ({ value: one.code, label: `${one.code} ${text(one.name)}` })),
    [units, text],
  );
  const codes = useMemo(() => new Set(units.map((one) => one.code)), [units]);
  const values = valuesOf(profile.columns, unit.column.names);
  const known = values.filter(({ value }) => unitOf(mapping, value, codes) !== undefined).length;
  const shown = all ? values : values.slice(0, few);
  const select = (id: string, label: string, value: string | undefined, set: (next: string | undefined) => void) => (
    <Select
      id={id}
      className="m-map-select"
      aria-label={label}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      placeholder={t('mapping.no_unit')}
      value={value || undefined}
      onChange={(next?: string) => set(next)}
      options={options}
    />
  );
  return (
    <Row name={fixed ? 'constant' : 'unit'} hint={fixed ? undefined : hint}>
      <Segmented<boolean>
        value={fixed}
        onChange={(next) => {
          setFixed(next);
          change({ ...mapping, unit: { column: { names: [] } } });
        }}
        options={[
          { value: false, label: t('mapping.unit_column') },
          { value: true, label: t('mapping.unit_fixed') },
        ]}
      />
      {fixed ? (
        select('map-constant', t('mapping.use.constant'), unit.constant, (constant) =>
          change({ ...mapping, unit: { column: { names: [] }, ...(constant ? { constant } : {}) } }),
        )
      ) : (
        <>
          <ColumnSelect
            {...part}
            id="map-unit"
            label={t('mapping.use.unit')}
            use="unit"
            value={unit.column.names}
            choose={(names) => change({ ...mapping, unit: { ...unit, column: { names } } })}
          />
          {unit.column.names.length > 0 && (
            <>
              <p className={known < values.length ? 'm-map-bad' : 'm-muted'}>
                {t('mapping.units_known', { n: count(known), all: count(values.length) })}
              </p>
              <ul className="m-map-pairs">
                {shown.map(({ value, count: n }) => {
                  const meaning = unitOf(mapping, value, codes);
                  return (
                    <li key={value}>
                      <span className="m-map-from">
                        {value} <span className="m-muted">×{count(n)}</span>
                      </span>
                      <Select
                        className="m-map-select"
                        aria-label={t('mapping.meaning_of', { value })}
                        status={meaning === undefined && !unit.other ? 'warning' : undefined}
                        allowClear
                        showSearch={{ optionFilterProp: 'label' }}
                        popupMatchSelectWidth={false}
                        placeholder={t('mapping.unknown')}
                        value={meaning === '' ? nobody : meaning}
                        onChange={(next?: string) =>
                          change(withUnit(mapping, value, next === nobody ? '' : next, values, codes))
                        }
                        options={[...options, { value: nobody, label: t('mapping.names_no_unit') }]}
                      />
                    </li>
                  );
                })}
              </ul>
              {shown.length < values.length && (
                <Button size="small" onClick={() => showAll(true)}>
                  {t('mapping.all_values', { n: count(values.length) })}
                </Button>
              )}
              <Ranges
                name={t('mapping.use.unit')}
                ranges={unit.ranges ?? []}
                targets={options}
                set={(ranges) => change({ ...mapping, unit: { ...unit, ranges } })}
              />
              <div className="m-map-words">
                {(['blank', 'other'] as const).map((name) => (
                  <span key={name}>
                    <label htmlFor={`map-unit-${name}`}>{t(`mapping.unit_${name}`)}</label>
                    {select(`map-unit-${name}`, t(`mapping.unit_${name}`), unit[name], (next) =>
                      change(withDefault(mapping, name, next)),
                    )}
                  </span>
                ))}
              </div>
            </>
          )}
        </>
      )}
    </Row>
  );
}

function withDefault(mapping: Mapping, name: 'blank' | 'other', code: string | undefined): Mapping {
  const { [name]: _, ...unit } = mapping.unit;
  return { ...mapping, unit: code ? { ...unit, [name]: code } : unit };
}
