import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { overviewQuery } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { Figure } from '../../ui/Figure';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { StateTag } from '../../ui/StateTag';
import { BelowTarget } from './BelowTarget';
import { inOrder } from './model';
import { Start } from './Start';

/** What is going on: open waves first, their headline and count, and the units that fall behind. */
export default function Overview() {
  const { t } = useSpeech();
  const overview = useQuery(overviewQuery);
  return (
    <Page title={t('menu.overview')}>
      <Loaded query={overview} shape="page">
        {(data) =>
          data.waves.length === 0 ? (
            <Start />
          ) : (
            <>
              <Totals totals={data.totals} />
              <Section title={t('overview.waves')}>
                <ul className="m-wave-cards">
                  {inOrder(data.waves).map((wave) => (
                    <WaveCard key={wave.code} wave={wave} />
                  ))}
                </ul>
              </Section>
              <Section title={t('overview.below')} note={t('overview.below_note')}>
                <BelowTarget rows={data.below_target} />
              </Section>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Totals({ totals }: { totals: Schemas['Overview']['totals'] }) {
  const { t, count } = useSpeech();
  const cells: [string, number][] = [
    [t('overview.open'), totals.open],
    [t('overview.all'), totals.waves],
    [t('overview.responses'), totals.responses],
    [t('overview.units'), totals.units],
  ];
  return (
    <dl className="m-strip">
      {cells.map(([label, n]) => (
        <div key={label} className="m-strip-cell">
          <dt>{label}</dt>
          <dd>{count(n)}</dd>
        </div>
      ))}
    </dl>
  );
}

function WaveCard({ wave }: { wave: Schemas['WaveSummary'] }) {
  const { t, text, count, date } = useSpeech();
  return (
    <li className="m-wave-card">
      <div className="m-wave-card-head">
        <Link to={`/waves/${wave.code}/results`}>{text(wave.name)}</Link>
        <StateTag state={wave.state} />
      </div>
      <div className="m-wave-card-figure">
        <Figure figure={wave.headline} brief />
      </div>
      <p>
        {text(wave.programme.name)}
        <br />
        {t('wave.responses_of', { n: count(wave.responses), units: count(wave.units) })}
        <br />
        {date(wave.period_from)} – {date(wave.period_to)}
      </p>
      <Link to={`/waves/${wave.code}`}>{t('overview.manage')}</Link>
    </li>
  );
}
