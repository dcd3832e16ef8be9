import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { daysOf, optionsOf, pointsOf } from './model';

type Item = Schemas['Item'];
type Say = (words: { [lang: string]: string } | undefined) => string;
type Props = { document: Schemas['QuestionnaireDocument']; item: Item; say: Say; number: number | undefined };

/** One question with its answers, drawn as on paper. */
export function ItemView({ document, item, say, number }: Props) {
  const { t } = useSpeech();
  if (item.type === 'information') {
    return (
      <p className="m-paper-text">
        {say(item.text)}
        {item.end_if && <span className="m-paper-if"> {t('form.may_end')}</span>}
      </p>
    );
  }
  return (
    <div className="m-paper-item">
      <div className="m-paper-question">
        <span className="m-paper-number">{number}.</span>
        <span>
          {say(item.text)}
          {item.required && <span className="m-paper-required"> {t('form.required')}</span>}
          {item.show_if && <span className="m-paper-if"> {t('form.conditional')}</span>}
          {item.randomise && <span className="m-paper-if"> {t('form.randomised')}</span>}
          {item.end_if && <span className="m-paper-if"> {t('form.may_end')}</span>}
        </span>
        <code>{item.code}</code>
      </div>
      {item.help && <p className="m-note">{say(item.help)}</p>}
      <Answers document={document} item={item} say={say} />
      {item.not_applicable && (
        <p className="m-paper-na">
          <span className="m-paper-mark" aria-hidden="true">
            ○
          </span>{' '}
          {say(item.not_applicable)}
        </p>
      )}
    </div>
  );
}

function Answers({ document, item, say }: Omit<Props, 'number'>) {
  const { t } = useSpeech();
  const options = optionsOf(document, item);
  switch (item.type) {
    case 'matrix':
      return <Matrix item={item} options={options} say={say} />;
    case 'nps':
    case 'stars':
    case 'ces':
      return <Points item={item} say={say} />;
    case 'number':
      return (
        <p className="m-paper-line">
          {item.min !== undefined && item.max !== undefined ? t('form.between', { min: item.min, max: item.max }) : ''}
        </p>
      );
    case 'date':
      return <p className="m-paper-line">{t('form.day', { between: daysOf(item) })}</p>;
    case 'text':
      return <p className="m-paper-box">{t('form.characters', { n: item.max_length || 1000 })}</p>;
    default:
      return (
        <ul className="m-paper-options">
          {options.map((option) => (
            <li key={option.code}>
              <span className="m-paper-mark" aria-hidden="true">
                {item.type === 'multiple' ? '☐' : '○'}
              </span>{' '}
              {say(option.text)}
              {option.other && <span className="m-paper-other"> ______</span>}
              {option.exclusive && <span className="m-note"> {t('form.exclusive')}</span>}
              {option.fixed && <span className="m-note"> {t('form.fixed')}</span>}
              {option.ends && <span className="m-note"> {t('form.ends')}</span>}
            </li>
          ))}
        </ul>
      );
  }
}

/** A row of whole numbers: 0 to 10, so many stars, an effort score. */
function Points({ item, say }: { item: Item; say: Say }) {
  const points = pointsOf(item);
  return (
    <div className="m-paper-nps">
      <ol style={{ gridTemplateColumns: `repeat(${points.length}, 1fr)` }}>
        {points.map((n) => (
          <li key={n}>{item.type === 'stars' ? `★${n}` : n}</li>
        ))}
      </ol>
      {(item.low || item.high) && (
        <div>
          <span>{say(item.low)}</span>
          <span>{say(item.high)}</span>
        </div>
      )}
    </div>
  );
}

function Matrix({ item, options, say }: { item: Item; options: Schemas['Option'][]; say: Say }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="m-paper-matrix" tabIndex={0} aria-label={say(item.text)}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className="m-hidden">{say(item.text)}</span>
            </th>
            {options.map((option) => (
              <th key={option.code} scope="col">
                {say(option.text)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(item.rows ?? []).map((row) => (
            <tr key={row.code}>
              <th scope="row">
                {say(row.text)} <code>{row.code}</code>
              </th>
              {options.map((option) => (
                <td key={option.code}>○</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
