import './draft.css';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useSpeech } from '../../lib/i18n';
import { saveJson } from '../../lib/save';
import { Page } from '../../ui/Page';
import type { DraftKind, DraftView } from './kind';
import { SaveState } from './SaveState';
import type { Draft } from './useDraft';

type Props<V extends DraftView, C extends { code: string }> = {
  kind: DraftKind<V, C>;
  draft: Draft<V, C>;
  publish: () => void;
  children: ReactNode;
};

/** The page around a draft's desk: what it is, whether it is stored, its file, its publication. */
export function Workbench<V extends DraftView, C extends { code: string }>({
  kind,
  draft,
  publish,
  children,
}: Props<V, C>) {
  const { t, text } = useSpeech();
  const { base, status } = draft;
  const { content, faults } = draft.state;
  const { code } = content;
  return (
    <Page
      title={text(kind.nameOf(content)) || code}
      subtitle={
        <>
          {code} ·{' '}
          {base ? t('system.draft.from', { version: `${base.code} ${base.version}` }) : t('system.draft.draft')} ·{' '}
          <SaveState kind={kind} draft={draft} />
        </>
      }
      back={{ to: kind.path, title: t(kind.menu) }}
      actions={
        <>
          <Button onClick={() => saveJson(`${code}-draft.json`, kind.toDocument(content))}>
            {t('system.export_json')}
          </Button>
          <Button type="primary" disabled={status !== 'saved' || faults.length > 0} onClick={publish}>
            {t('system.draft.publish')}
          </Button>
        </>
      }
    >
      {children}
    </Page>
  );
}
