import { Select } from 'antd';
import { useSpeech } from '../../lib/i18n';
import { ColumnSelect } from './ColumnSelect';
import type { Part } from './Editor';
import { type Entry, type Item, withChoice, withWords, wordsOf } from './model';

/** A multiple with a column for each option. */
export function Choices({ entry, item, ...part }: Part & { entry: Entry; item: Item | undefined }) {
  const { t, text } = useSpeech();
  const { mapping, change } = part;
  const words = wordsOf(item);
  return (
    <>
      <ul className="m-map-pairs">
        {entry.options.map((option) => (
          <li key={option.code}>
            <span className="m-map-from">
              <code>{option.code}</code> {text(option.text)}
            </span>
            <ColumnSelect
              {...part}
              single
              label={t('mapping.column_of_option', { option: text(option.text) })}
              use={entry.code}
              value={item?.choices?.find((choice) => choice.option === option.code)?.column.names ?? []}
              choose={([name]) => change(withChoice(mapping, entry.code, option.code, name))}
            />
          </li>
        ))}
      </ul>
      {item?.choices && (
        <div className="m-map-words">
          {(['checked', 'unchecked'] as const).map((name) => (
            <span key={name}>
              <label htmlFor={`${name}-${entry.code}`}>{t(`mapping.${name}`)}</label>
              <Select
                id={`${name}-${entry.code}`}
                mode="tags"
                open={false}
                suffixIcon={null}
                className="m-map-tags"
                placeholder={t(`mapping.${name}_default`)}
                value={words[name] ?? []}
                onChange={(next: string[]) => change(withWords(mapping, entry.code, { ...words, [name]: next }))}
              />
            </span>
          ))}
        </div>
      )}
    </>
  );
}
