import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { type Namer, optionText, rules, wording } from './model';

/** Who is asked what: every item that is shown only to some or ends the form for some, with its condition. */
export function Rules({ document }: { document: Schemas['QuestionnaireDocument'] }) {
  const { t, text, word } = useSpeech();
  const found = rules(document);
  if (found.length === 0) return <Empty title={t('form.no_rules')} />;
  const name: Namer = {
    join: (kind, parts) => parts.map((part) => (parts.length > 1 ? `(${part})` : part)).join(` ${t(`rule.${kind}`)} `),
    not: (part) => `${t('rule.not')} (${part})`,
    leaf: (item, op, values) =>
      [
        item,
        word('rule', op),
        values.map((value) => text(optionText(document, item, value)) || value).join(t('rule.comma')),
      ]
        .filter(Boolean)
        .join(' '),
  };
  return (
    <ul className="m-rules">
      {found.map((rule) => (
        <li key={`${rule.code} ${wording(rule.condition, name)}`}>
          <p>
            <code>{rule.code}</code> {text(rule.text)}
          </p>
          <p className="m-rule">
            {t(rule.ends ? 'rule.ends_if' : 'rule.shown_if', { condition: wording(rule.condition, name) })}
          </p>
        </li>
      ))}
    </ul>
  );
}
