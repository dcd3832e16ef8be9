import './draft.css';
import { useMutation } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { dropCopy } from './copy';
import type { DraftKind, DraftView, Version } from './kind';
import type { Draft } from './useDraft';

type Props<V extends DraftView, C, P> = {
  kind: DraftKind<V, C>;
  draft: Draft<V, C>;
  /** What publishing does, in a sentence. */
  happens: string;
  /** What has to be decided before. */
  questions?: ReactNode;
  decided?: boolean;
  /** What the draft changes. */
  changes?: ReactNode;
  publish: (version: string) => Promise<P>;
  published: (published: P) => void;
  close: () => void;
};

/** The number the version gets, and what it changes. */
export function PublishDialog<V extends DraftView, C, P>(props: Props<V, C, P>) {
  const { kind, draft, happens, questions, decided = true, changes, publish, published, close } = props;
  const { t, text } = useSpeech();
  const { content, server } = draft.state;
  const [version, setVersion] = useState(server.next);
  const run = useMutation({
    mutationFn: () => publish(version.trim()),
    onSuccess: (made) => {
      dropCopy(kind, draft.id);
      published(made);
    },
  });
  const ready = version.trim() !== '' && decided;
  return (
    <Modal
      open
      width={760}
      title={t('system.publish.ask', { name: text(kind.nameOf(content)) })}
      okText={t('system.draft.publish')}
      okButtonProps={{ loading: run.isPending, disabled: !ready }}
      cancelText={t('form.cancel')}
      onOk={() => run.mutate()}
      onCancel={close}
    >
      <p>{happens}</p>
      <label htmlFor="publish-version">{t('version')}</label>
      <Input
        id="publish-version"
        value={version}
        maxLength={9}
        autoFocus
        onChange={(event) => setVersion(event.target.value)}
        onPressEnter={() => ready && run.mutate()}
      />
      <p className="m-note">{t('system.publish.numbers')}</p>
      {questions}
      {run.isError && <Problem error={run.error} />}
      {changes}
    </Modal>
  );
}

/** What the draft changes against a published version. */
export function Changes({ version, children }: { version: Version; children: ReactNode }) {
  const { t } = useSpeech();
  return (
    <>
      <h3 className="m-edit-title">{t('system.diff.against', { version: `${version.code} ${version.version}` })}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="m-edit-scroll" tabIndex={0} aria-label={t('system.diff.title')}>
        {children}
      </section>
    </>
  );
}
