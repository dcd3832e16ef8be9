import '../draft/draft.css';
import './editor.css';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../api/client';
import { type Document, indicatorQueries, type State } from '../../api/queries/indicator';
import { type Speech, useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { approximate, exact, parseShare } from './fraction';

type Change = Schemas['IndicatorChange'];
type Node = Schemas['IndicatorNode'];
type Props = { changes: Change[]; before: Document; now: Document };
type ComparedProps = { from: State; before: Document | undefined; now: Document };

/** What differs between a state of the server, whose document is `before`, and a document. */
export function Compared({ from, before, now }: ComparedProps) {
  const changes = useQuery(indicatorQueries.diff(from, { document: now }));
  return (
    <Loaded query={changes} shape="table">
      {(list) => before && <Differences changes={list} before={before} now={now} />}
    </Loaded>
  );
}

/** What differs between two states of a system: added, removed, moved, changed, field by field with old and new. */
export function Differences({ changes, before, now }: Props) {
  const speech = useSpeech();
  const { t, text } = speech;
  if (changes.length === 0) return <Empty title={t('system.diff.none')} />;
  const names = new Map([...named(before.nodes), ...named(now.nodes)]);
  const departments = new Map(
    [...(before.departments ?? []), ...(now.departments ?? [])].map((one) => [one.code, one.name]),
  );
  const placeOf = (code: string | undefined) => (code ? text(names.get(code)) || code : t('system.diff.top'));
  const count = (kind: Change['kind']) => changes.filter((one) => one.kind === kind).length;
  return (
    <>
      <p className="m-note">
        {t('system.diff.summary', {
          added: count('added'),
          removed: count('removed'),
          moved: count('moved'),
          changed: count('changed'),
        })}
      </p>
      <ul className="m-diff">
        {changes.map((change) => (
          <li key={`${change.of}/${change.kind}/${change.code}/${change.from}/${change.to}`}>
            <div className="m-diff-head">
              <span className={`m-diff-kind m-diff-${change.kind}`}>{t(`system.diff.${change.kind}`)}</span>
              <strong>{text(change.name) || change.code}</strong> {change.code && <code>{change.code}</code>}{' '}
              {change.of !== 'node' && <span className="m-muted">{t(`system.diff.of.${change.of}`)}</span>}
              {change.kind === 'moved' && (
                <span className="m-muted">
                  {change.from === change.to
                    ? t('system.diff.reordered', { parent: placeOf(change.to) })
                    : t('system.diff.from_to', { from: placeOf(change.from), to: placeOf(change.to) })}
                </span>
              )}
              {change.of === 'node' && (change.kind === 'added' || change.kind === 'removed') && (
                <span className="m-muted">
                  {t('system.diff.below', { parent: placeOf(change.kind === 'added' ? change.to : change.from) })}
                </span>
              )}
            </div>
            {change.fields.length > 0 && (
              <dl className="m-diff-fields">
                {change.fields.map((field) => (
                  <div key={field.field}>
                    <dt>{fieldName(field.field, speech)}</dt>
                    <dd className="m-diff-words">
                      {field.old !== undefined && <del>{shown(field.field, field.old, departments, speech)}</del>}
                      {field.old !== undefined && field.new !== undefined && <span aria-hidden> → </span>}
                      {field.new !== undefined && <ins>{shown(field.field, field.new, departments, speech)}</ins>}
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function named(nodes: Node[]): [string, Record<string, string>][] {
  return nodes.flatMap((node) => [
    [node.code, node.name] as [string, Record<string, string>],
    ...named(node.children ?? []),
  ]);
}

function fieldName(field: string, { t, word }: Speech): string {
  const [name = '', lang] = field.split('.');
  const title = word('system.field', name);
  return lang ? `${title} (${word('language', lang)})` : title || t('system.code');
}

function shown(field: string, value: string, departments: Map<string, Record<string, string>>, speech: Speech): string {
  const { t, text, decimal, word } = speech;
  if (field === 'share') {
    const share = parseShare(value);
    return share ? `${decimal(approximate(share) * 100, 2)}% (${exact(share)})` : value;
  }
  if (field === 'department') return text(departments.get(value)) || value;
  if (field === 'missing') return t(value === 'incomplete' ? 'system.incomplete' : 'system.renormalise');
  if (field === 'direction') return word('system.direction', value);
  return value;
}
