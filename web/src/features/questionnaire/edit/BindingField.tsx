import { InputNumber, Radio, Select } from 'antd';
import { memo, useId } from 'react';
import { useSpeech } from '../../../lib/i18n';
import { type Answer, type Leaf, linear, scoresFrom } from './binding';
import type { Binding } from './form';

type Props = {
  binding: Binding | undefined;
  /** The answers that can be scored; none for a number, which is always mapped evenly. */
  answers: Answer[];
  /** Undefined while the questionnaire names no indicator system. */
  leaves: Leaf[] | undefined;
  name: string;
  set: (binding: Binding | undefined, field?: string) => void;
};

/** Which indicator an item or a row is a source of, and what each answer scores. */
export const BindingField = memo(function BindingField({ binding, answers, leaves, name, set }: Props) {
  const { t, text, decimal } = useSpeech();
  const id = useId();
  if (!leaves && !binding) return <p className="m-muted">{t('qe.binding.no_system')}</p>;
  const options = (leaves ?? []).map((leaf) => ({
    value: leaf.code,
    label: `${text(leaf.name)} · ${leaf.path.map((one) => text(one)).join(' / ')} ${leaf.code}`,
  }));
  if (binding && !options.some((one) => one.value === binding.indicator)) {
    options.unshift({ value: binding.indicator, label: binding.indicator });
  }
  const own = binding?.scores !== undefined && Object.keys(binding.scores).length > 0;
  return (
    <div className="m-q-binding">
      <div className="m-field">
        <label htmlFor={id}>{t('qe.binding.indicator')}</label>
        <Select
          id={id}
          data-field={`${name}.indicator`}
          showSearch={{ optionFilterProp: 'label' }}
          value={binding?.indicator ?? ''}
          onChange={(code) => set(code ? { ...binding, indicator: code } : undefined)}
          options={[{ value: '', label: t('qe.binding.none') }, ...options]}
          popupMatchSelectWidth={false}
        />
      </div>
      {binding && answers.length > 0 && (
        <>
          <Radio.Group
            aria-label={t('qe.binding.mapping')}
            value={own ? 'own' : 'linear'}
            data-field={`${name}.scores`}
            onChange={(event) =>
              set({
                indicator: binding.indicator,
                ...(event.target.value === 'own' && { scores: scoresFrom(answers) }),
              })
            }
            options={[
              { value: 'linear', label: t('qe.binding.linear') },
              { value: 'own', label: t('qe.binding.own') },
            ]}
          />
          <ul className="m-q-scores">
            {answers.map((answer) => {
              const score = own ? binding.scores?.[answer.code] : linear(answers, answer);
              return (
                <li key={answer.code}>
                  <span>{text(answer.text) || answer.code}</span>
                  {own ? (
                    <InputNumber
                      aria-label={t('qe.binding.score', { answer: text(answer.text) || answer.code })}
                      data-field={`${name}.scores.${answer.code}`}
                      size="small"
                      controls={false}
                      value={score ?? null}
                      min={0}
                      max={100}
                      onChange={(value) => {
                        const { [answer.code]: _, ...others } = binding.scores ?? {};
                        const scores = typeof value === 'number' ? { ...others, [answer.code]: value } : others;
                        set({ ...binding, scores }, answer.code);
                      }}
                    />
                  ) : (
                    <span>{score === undefined ? '—' : decimal(score, Number.isInteger(score) ? 0 : 1)}</span>
                  )}
                </li>
              );
            })}
          </ul>
        </>
      )}
    </div>
  );
}, sameBinding);

/** What it is drawn from has not changed; `set` does the same on every drawing. */
function sameBinding(a: Props, b: Props): boolean {
  return a.binding === b.binding && a.answers === b.answers && a.leaves === b.leaves && a.name === b.name;
}
