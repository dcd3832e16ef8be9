import { type UseQueryResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useSpeech } from '../../lib/i18n';
import { saveJson } from '../../lib/save';
import { Loaded } from '../../ui/Loaded';
import { Page } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { type DraftKind, type DraftView, editPath, type Version } from './kind';

type Published<D> = { document: D; published_at: string };

type Props<V extends DraftView, C, P extends Published<V['document']>> = {
  kind: DraftKind<V, C>;
  version: Version;
  query: UseQueryResult<P>;
  mayChange: boolean;
  /** Between the file and the draft that goes on from this version. */
  actions?: ReactNode;
  children: (published: P) => ReactNode;
};

/** A published version: what it is called, since when it is frozen, its file, and a draft that goes on from it. */
export function VersionPage<V extends DraftView, C, P extends Published<V['document']>>(props: Props<V, C, P>) {
  const { kind, version, query, mayChange, actions, children } = props;
  const { t, text, date } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const goOn = useMutation({
    mutationFn: () => kind.create(client, { version }),
    onSuccess: (draft) => navigate(editPath(kind, draft.id)),
  });
  const title = `${version.code} ${version.version}`;
  const { data } = query;
  return (
    <Page
      title={data ? text(kind.nameOf(data.document)) : version.code}
      subtitle={data && `${title} · ${t('published_on', { date: date(data.published_at) })} · ${t('system.frozen')}`}
      back={{ to: kind.path, title: t(kind.menu) }}
      actions={
        data && (
          <>
            <Button onClick={() => saveJson(`${version.code}-${version.version}.json`, data.document)}>
              {t('system.export_json')}
            </Button>
            {actions}
            {mayChange && (
              <Button type="primary" loading={goOn.isPending} onClick={() => goOn.mutate()}>
                {t('system.draft.go_on')}
              </Button>
            )}
          </>
        )
      }
    >
      {goOn.isError && <Problem error={goOn.error} />}
      <Loaded query={query} shape="page">
        {children}
      </Loaded>
    </Page>
  );
}
