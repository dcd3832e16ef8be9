import { Input, InputNumber } from 'antd';
import { useSpeech } from '../../../lib/i18n';
import { Field } from '../../../ui/Field';
import type { EditItem } from './form';

type Props = { item: EditItem; options: number; set: (patch: Partial<EditItem>, field?: string) => void };

type Name = 'min' | 'max' | 'decimals' | 'points' | 'max_length' | 'min_choices' | 'max_choices';

/** The bounds of an answer: what its type has of them. */
export function Numbers({ item, options, set }: Props) {
  const { t } = useSpeech();
  const field = (name: Name, low: number | undefined, high: number | undefined, whole: boolean) => (
    <Field key={name} label={t(`qe.${name}`)}>
      {(id) => (
        <InputNumber
          id={id}
          data-field={name}
          value={item[name] ?? null}
          min={low}
          max={high}
          precision={whole ? 0 : undefined}
          placeholder={name === 'points' ? '5' : undefined}
          onChange={(value) => set({ [name]: typeof value === 'number' ? value : undefined }, name)}
        />
      )}
    </Field>
  );
  const day = (name: 'earliest' | 'latest') => (
    <Field key={name} label={t(`qe.${name}`)}>
      {(id) => (
        <Input
          id={id}
          type="date"
          data-field={name}
          value={item[name] ?? ''}
          onChange={(event) => set({ [name]: event.target.value || undefined }, name)}
        />
      )}
    </Field>
  );
  switch (item.type) {
    case 'number':
      return (
        <div className="m-q-three">
          {field('min', undefined, undefined, false)}
          {field('max', undefined, undefined, false)}
          {field('decimals', 0, 6, true)}
        </div>
      );
    case 'date':
      return (
        <div className="m-q-three">
          {day('earliest')}
          {day('latest')}
        </div>
      );
    case 'text':
      return <div className="m-q-three">{field('max_length', 1, 10000, true)}</div>;
    case 'stars':
      return <div className="m-q-three">{field('points', 3, 10, true)}</div>;
    case 'multiple':
      return (
        <div className="m-q-three">
          {field('min_choices', 0, options, true)}
          {field('max_choices', 0, options, true)}
        </div>
      );
    default:
      return null;
  }
}
