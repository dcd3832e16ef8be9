import './draft.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useMemo } from 'react';
import { useSpeech } from '../../lib/i18n';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { begin } from './editing';
import type { DraftKind, DraftView } from './kind';
import type { Draft } from './useDraft';

type Props<V extends DraftView, C> = {
  kind: DraftKind<V, C>;
  draft: Draft<V, C>;
  theirs: V;
  /** How their document differs from mine. */
  children: (mine: V['document']) => ReactNode;
};

/** Two people have changed the draft: both states, and two ways on, each of which keeps both. */
export function Conflict<V extends DraftView, C>({ kind, draft, theirs, children }: Props<V, C>) {
  const { t, text, minute } = useSpeech();
  const client = useQueryClient();
  const { content } = draft.state;
  const mine = useMemo(() => kind.toDocument(content), [kind, content]);
  const take = useMutation({
    mutationFn: async (whose: 'mine' | 'theirs') => {
      if (whose === 'theirs') {
        await kind.create(client, { document: mine });
      } else {
        await kind.create(client, { document: theirs.document });
        await kind.save(theirs.id, theirs.state.revision, mine);
      }
      return kind.read(theirs.id);
    },
    onSuccess: (view) => draft.change({ kind: 'load', state: begin(kind, view) }),
  });
  const name = theirs.state.changed_by;
  return (
    <Page
      title={text(kind.nameOf(theirs.document)) || theirs.document.code}
      back={{ to: kind.path, title: t(kind.menu) }}
    >
      <Section title={t('system.conflict.title')}>
        <p>{t('system.conflict.what', { name, at: minute(theirs.state.changed_at) })}</p>
        <div className="m-edit-choices">
          <Button type="primary" loading={take.isPending} onClick={() => take.mutate('theirs')}>
            {t('system.conflict.theirs', { name })}
          </Button>
          <Button loading={take.isPending} onClick={() => take.mutate('mine')}>
            {t('system.conflict.mine', { name })}
          </Button>
        </div>
        {take.isError && <Problem error={take.error} />}
      </Section>
      <Section title={t('system.conflict.differences')} note={t('system.conflict.note', { name })}>
        {children(mine)}
      </Section>
    </Page>
  );
}
