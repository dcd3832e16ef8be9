import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { indicatorQueries } from '../../api/queries/indicator';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import type { Column } from '../../ui/table';
import { DraftList } from './DraftList';
import { NewDraft } from './NewDraft';

type System = Schemas['IndicatorSystem'];
const to = (system: System) => `/indicators/${system.code}/${system.version}`;

export default function IndicatorList() {
  const { t, text, date } = useSpeech();
  const systems = useQuery(indicatorQueries.list);
  const mayChange = useCan()(permissions.indicatorChange);
  const [making, make] = useState(false);
  const columns = useMemo<Column<System>[]>(
    () => [
      {
        key: 'name',
        title: t('system.name'),
        card: 'title',
        render: (system) => <Link to={to(system)}>{text(system.name)}</Link>,
        sort: (system) => text(system.name),
        csv: (system) => text(system.name),
      },
      {
        key: 'code',
        title: t('system.code'),
        card: 'line',
        render: (one) => one.code,
        sort: (one) => one.code,
        csv: (one) => one.code,
      },
      {
        key: 'version',
        title: t('version'),
        card: 'aside',
        render: (one) => one.version,
        sort: (one) => one.version,
        csv: (one) => one.version,
      },
      {
        key: 'published',
        title: t('published_at'),
        card: 'line',
        render: (one) => date(one.published_at),
        sort: (one) => one.published_at,
        csv: (one) => one.published_at,
      },
    ],
    [t, text, date],
  );
  return (
    <Page
      title={t('menu.indicators')}
      subtitle={t('system.list_note')}
      actions={
        <>
          <Link to="/indicators/compare">
            <Button>{t('system.diff.title')}</Button>
          </Link>
          {mayChange && (
            <Button type="primary" onClick={() => make(true)}>
              {t('system.new.title')}
            </Button>
          )}
        </>
      }
    >
      {mayChange && <DraftList />}
      <Section title={mayChange ? t('system.versions') : undefined}>
        <Loaded query={systems} shape="table">
          {(rows) => (
            <DataTable
              id="indicators"
              columns={columns}
              rows={rows}
              rowKey={(one) => `${one.code}/${one.version}`}
              to={to}
              file={t('menu.indicators')}
              empty={<Empty title={t('system.empty')}>{mayChange ? t('system.empty_next') : undefined}</Empty>}
            />
          )}
        </Loaded>
      </Section>
      {making && <NewDraft systems={systems.data ?? []} close={() => make(false)} />}
    </Page>
  );
}
