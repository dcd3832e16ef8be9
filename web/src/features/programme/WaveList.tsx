import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { waveQueries } from '../../api/queries/wave';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue } from '../../lib/url';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Figure } from '../../ui/Figure';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Search } from '../../ui/Search';
import { StateTag } from '../../ui/StateTag';
import type { Column } from '../../ui/table';
import { Start } from '../insight/Start';
import { matching } from './model';

type Wave = Schemas['WaveSummary'];
const states: Wave['state'][] = ['planned', 'open', 'paused', 'closed', 'reported'];

/** All waves this person may see. */
export default function WaveList() {
  const { t } = useSpeech();
  const can = useCan();
  const waves = useQuery(waveQueries.list());
  return (
    <Page
      title={t('menu.waves')}
      subtitle={t('wave.list_note')}
      actions={
        can(permissions.programmeChange) && (
          <Link to="/waves/new">
            <Button type="primary">{t('plan.new')}</Button>
          </Link>
        )
      }
    >
      <Loaded query={waves} shape="table">
        {(all) => (all.length === 0 ? <Start /> : <Waves all={all} />)}
      </Loaded>
    </Page>
  );
}

function Waves({ all }: { all: Wave[] }) {
  const { t, text } = useSpeech();
  const columns = useColumns();
  const [q, setQ] = useUrlValue('q');
  const [programme, setProgramme] = useUrlValue('programme');
  const [state, setState] = useUrlValue('state');
  const rows = matching(all, (wave) => `${text(wave.name)} ${text(wave.programme.name)}`, { q, programme, state });
  const programmes = [...new Map(all.map((wave) => [wave.programme.code, wave.programme])).values()];
  return (
    <Section>
      <DataTable
        id="waves"
        columns={columns}
        rows={rows}
        rowKey={(wave) => wave.code}
        to={(wave) => `/waves/${wave.code}`}
        file={t('menu.waves')}
        footnote={t('figure.small_note')}
        filters={
          <>
            <Search label={t('wave.search')} value={q} onChange={setQ} />
            <Select
              aria-label={t('wave.programme')}
              placeholder={t('wave.programme')}
              allowClear
              value={programme || undefined}
              onChange={(value?: string) => setProgramme(value)}
              options={programmes.map((one) => ({ value: one.code, label: text(one.name) }))}
              popupMatchSelectWidth={false}
            />
            <Select
              aria-label={t('wave.state')}
              placeholder={t('wave.state')}
              allowClear
              value={state || undefined}
              onChange={(value?: string) => setState(value)}
              options={states.map((one) => ({ value: one, label: t(`wave.state.${one}`) }))}
              popupMatchSelectWidth={false}
            />
          </>
        }
        empty={<Empty title={t('table.none')}>{t('table.none_hint')}</Empty>}
      />
    </Section>
  );
}

function useColumns(): Column<Wave>[] {
  const { t, text, count, date } = useSpeech();
  return useMemo<Column<Wave>[]>(
    () => [
      {
        key: 'wave',
        title: t('wave.wave'),
        card: 'title',
        render: (wave) => <Link to={`/waves/${wave.code}`}>{text(wave.name)}</Link>,
        sort: (wave) => text(wave.name),
        csv: (wave) => text(wave.name),
      },
      {
        key: 'code',
        title: t('wave.code'),
        render: (wave) => wave.code,
        sort: (wave) => wave.code,
        csv: (wave) => wave.code,
      },
      {
        key: 'programme',
        title: t('wave.programme'),
        wrap: true,
        render: (wave) => text(wave.programme.name),
        sort: (wave) => text(wave.programme.name),
        csv: (wave) => text(wave.programme.name),
      },
      {
        key: 'state',
        title: t('wave.state'),
        card: 'aside',
        render: (wave) => <StateTag state={wave.state} />,
        sort: (wave) => states.indexOf(wave.state),
        csv: (wave) => t(`wave.state.${wave.state}`),
      },
      {
        key: 'period',
        title: t('wave.period'),
        card: 'line',
        render: (wave) => `${date(wave.period_from)} – ${date(wave.period_to)}`,
        sort: (wave) => wave.period_from,
        csv: (wave) => `${wave.period_from} – ${wave.period_to}`,
      },
      {
        key: 'responses',
        title: t('wave.responses'),
        align: 'right',
        card: 'line',
        render: (wave) => count(wave.responses),
        sort: (wave) => wave.responses,
        csv: (wave) => wave.responses,
      },
      {
        key: 'headline',
        title: t('figure.score'),
        card: 'line',
        render: (wave) => <Figure figure={wave.headline} />,
        sort: (wave) => wave.headline?.value,
        csv: (wave) => wave.headline?.value,
      },
      {
        key: 'anonymity',
        title: t('wave.anonymity'),
        render: (wave) => t(`wave.anonymity.${wave.anonymity}`),
        sort: (wave) => wave.anonymity,
        csv: (wave) => t(`wave.anonymity.${wave.anonymity}`),
        hidden: true,
      },
    ],
    [t, text, count, date],
  );
}
