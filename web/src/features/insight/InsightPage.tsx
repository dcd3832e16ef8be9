import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { waveQueries } from '../../api/queries/wave';
import { WhiskerChart } from '../../charts/WhiskerChart';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Figure } from '../../ui/Figure';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { StateTag } from '../../ui/StateTag';
import type { Column } from '../../ui/table';
import { byProgramme, type ProgrammeWaves } from './model';

type Wave = Schemas['WaveSummary'];

/** The way into results: each programme with its waves side by side. */
export default function InsightPage() {
  const { t } = useSpeech();
  const waves = useQuery(waveQueries.list());
  return (
    <Page title={t('menu.insight')} subtitle={t('insight.subtitle')}>
      <Loaded query={waves} shape="page">
        {(all) =>
          all.length === 0 ? (
            <Empty title={t('insight.empty')} action={<Link to="/waves">{t('menu.waves')}</Link>} />
          ) : (
            byProgramme(all).map((programme) => <ProgrammeResults key={programme.code} programme={programme} />)
          )
        }
      </Loaded>
    </Page>
  );
}

function ProgrammeResults({ programme }: { programme: ProgrammeWaves }) {
  const { t, text, count, date } = useSpeech();
  const spots = useMemo(
    () =>
      programme.waves.flatMap((wave) =>
        wave.headline ? [{ key: wave.code, label: text(wave.name), figure: wave.headline }] : [],
      ),
    [programme, text],
  );
  const columns = useMemo<Column<Wave>[]>(
    () => [
      {
        key: 'wave',
        title: t('wave.wave'),
        card: 'title',
        render: (wave) => <Link to={`/waves/${wave.code}/results`}>{text(wave.name)}</Link>,
        sort: (wave) => wave.period_from,
        csv: (wave) => text(wave.name),
      },
      {
        key: 'state',
        title: t('wave.state'),
        card: 'aside',
        render: (wave) => <StateTag state={wave.state} />,
        csv: (wave) => t(`wave.state.${wave.state}`),
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
        key: 'responses',
        title: t('wave.responses'),
        align: 'right',
        card: 'line',
        render: (wave) => count(wave.responses),
        sort: (wave) => wave.responses,
        csv: (wave) => wave.responses,
      },
      {
        key: 'period',
        title: t('wave.period'),
        card: 'line',
        render: (wave) => `${date(wave.period_from)} – ${date(wave.period_to)}`,
        csv: (wave) => `${wave.period_from} – ${wave.period_to}`,
      },
    ],
    [t, text, count, date],
  );
  const newestFirst = useMemo(() => [...programme.waves].reverse(), [programme]);
  return (
    <Section title={text(programme.name)}>
      {spots.length > 1 && (
        <WhiskerChart
          title={t('insight.across', { programme: text(programme.name) })}
          subtitle={t('insight.across_note')}
          file={`${programme.code}-${t('figure.score')}`}
          spots={spots}
        />
      )}
      <DataTable
        id={`insight-${programme.code}`}
        columns={columns}
        rows={newestFirst}
        rowKey={(wave) => wave.code}
        to={(wave) => `/waves/${wave.code}/results`}
        file={text(programme.name)}
        empty={null}
        footnote={t('figure.small_note')}
      />
    </Section>
  );
}
