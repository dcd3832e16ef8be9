import '../../draft/draft.css';
import './edit.css';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../../api/client';
import { draftQueries, type State } from '../../../api/queries/questionnaire';
import { type Speech, useSpeech } from '../../../lib/i18n';
import { Empty } from '../../../ui/Empty';
import { Loaded } from '../../../ui/Loaded';
import { type About, aboutOf, namesOf, valueText } from './difference';
import type { Document } from './form';

type Props = { diff: Schemas['QuestionnaireDiff']; before: Document; now: Document };
type ComparedProps = { from: State; before: Document | undefined; now: Document };

/** What differs between a state of the server, whose document is `before`, and a document. */
export function Compared({ from, before, now }: ComparedProps) {
  const changes = useQuery(draftQueries.diff(from, { document: now }));
  return (
    <Loaded query={changes} shape="table">
      {(diff) => before && <Differences diff={diff} before={before} now={now} />}
    </Loaded>
  );
}

/** What differs between two states of a questionnaire, each with its place, the old and the new. */
function Differences({ diff, before, now }: Props) {
  const speech = useSpeech();
  const { t, text } = speech;
  if (diff.items.length === 0) return <Empty title={t('system.diff.none')} />;
  const names = namesOf(before, now);
  return (
    <>
      <p className="m-note">{t(diff.wording ? 'qe.diff.wording' : 'qe.diff.meaning', { n: diff.items.length })}</p>
      <ul className="m-diff">
        {diff.items.map((one) => {
          const about = aboutOf(one);
          const words = about.item ? names.items.get(about.item) : names.sections.get(about.section ?? '');
          const code = about.item ?? about.section;
          return (
            <li key={`${one.place}/${about.kind}`}>
              <div className="m-diff-head">
                <span className={`m-diff-kind m-diff-${about.kind}`}>{t(`system.diff.${about.kind}`)}</span>
                <strong>{code ? text(words) || code : t('qe.head')}</strong> {code && <code>{code}</code>}
                <span className="m-muted">{stepsText(about, speech)}</span>
              </div>
              {about.kind !== 'moved' && (
                <div className="m-diff-words">
                  {one.old !== undefined && <del>{valueText(one.old, text)}</del>}
                  {one.old !== undefined && one.new !== undefined && <span aria-hidden> → </span>}
                  {one.new !== undefined && <ins>{valueText(one.new, text)}</ins>}
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function stepsText({ steps }: About, { word }: Speech): string {
  return steps
    .map(({ field, code }) => {
      const name = field === 'zh' || field === 'en' ? word('language', field) : word('qe.field', field);
      return code === undefined ? name : `${name} ${code}`;
    })
    .join(' · ');
}
