import { Select } from 'antd';
import { useMemo } from 'react';
import { useSpeech } from '../../lib/i18n';
import type { Part } from './Editor';
import { usesOf } from './model';

type Props = Part & {
  id?: string;
  label: string;
  /** What the columns are chosen for: columns in use for something else say so. */
  use: string;
  value: string[];
  choose: (names: string[]) => void;
  /** One column only. */
  single?: boolean;
};

/** Chooses columns of the file by name; names that stand twice cannot be chosen. */
export function ColumnSelect({ mapping, profile, id, label, use, value, choose, single }: Props) {
  const { t, word, list } = useSpeech();
  const options = useMemo(() => {
    const uses = usesOf(mapping);
    const names = profile.columns.map((column) => column.name);
    return profile.columns
      .filter((column) => column.name !== '')
      .map((column) => {
        const others = (uses.get(column.name) ?? []).filter((one) => one !== use);
        const twice = names.indexOf(column.name) !== names.lastIndexOf(column.name);
        return {
          key: column.letter,
          value: column.name,
          label: column.name,
          disabled: twice,
          note: twice
            ? t('mapping.name_twice')
            : others.length > 0
              ? t('mapping.used_for', { use: list(others.map((one) => word('mapping.use', one))) })
              : column.top
                  .slice(0, 3)
                  .map((one) => one.value)
                  .join(' · '),
          letter: column.letter,
        };
      });
  }, [mapping, profile, use, t, word, list]);
  return (
    <Select
      id={id}
      className="m-map-select"
      aria-label={label}
      mode={single ? undefined : 'multiple'}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('mapping.choose_column')}
      popupMatchSelectWidth={false}
      value={single ? value[0] : (value as unknown as string)}
      onChange={(next: string | string[] | undefined) => choose(next === undefined ? [] : [next].flat())}
      options={options}
      optionRender={({ data }) => (
        <div className="m-map-option">
          <span>
            <span className="m-muted">{data.letter}</span> {data.label}
          </span>
          <span className="m-muted m-map-option-note">{data.note}</span>
        </div>
      )}
    />
  );
}
