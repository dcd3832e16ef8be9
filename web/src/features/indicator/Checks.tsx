import { Button } from 'antd';
import { useSpeech } from '../../lib/i18n';
import { Section } from '../../ui/Page';
import type { Found } from '../draft/editing';
import { find, places, type Tree } from './edit';

type Props = {
  tree: Tree;
  faults: Found[];
  pending: boolean;
  measured: Map<string, string[]>;
  select: (key: string) => void;
};

/** What keeps the draft from being published, and what no questionnaire measures yet; each leads to its place. */
export function Checks({ tree, faults, pending, measured, select }: Props) {
  const { t, text } = useSpeech();
  const leaves = places(tree).filter(({ node }) => node.children.length === 0);
  const open = leaves.filter(({ node }) => !measured.has(node.code));
  const nameOf = (key: string) => {
    const node = find(tree, key)?.node;
    return node ? text(node.name) || node.code : t('system.name');
  };
  return (
    <Section title={t('system.draft.checks')}>
      <div aria-live="polite" className={pending ? 'm-muted' : undefined}>
        {faults.length === 0 ? (
          <p>{t('system.draft.sound')}</p>
        ) : (
          <>
            <p className="m-strong">{t('system.draft.unsound', { n: faults.length })}</p>
            <ul className="m-edit-checks">
              {faults.map(({ key, field, kind, detail }) => (
                <li key={`${field}${kind}`}>
                  <Button type="link" className="m-cell-link" onClick={() => select(key)}>
                    {nameOf(key)}
                  </Button>{' '}
                  {detail} <code>{field}</code>
                </li>
              ))}
            </ul>
          </>
        )}
        {open.length > 0 && (
          <details className="m-edit-open">
            <summary>{t('system.draft.open_leaves', { n: open.length, of: leaves.length })}</summary>
            <ul className="m-edit-checks">
              {open.map(({ node }) => (
                <li key={node.key}>
                  <Button type="link" className="m-cell-link" onClick={() => select(node.key)}>
                    {text(node.name) || node.code}
                  </Button>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Section>
  );
}
