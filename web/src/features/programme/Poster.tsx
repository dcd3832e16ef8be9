import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useParams } from 'react-router';
import type { Schemas } from '../../api/client';
import { statusQuery } from '../../api/queries/session';
import { waveQueries } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { qrOf } from './Links';

/** A sheet of paper for a unit's hall: who asks, the QR code, the address, and what happens with an answer. */
export default function Poster() {
  const { code = '', link = '' } = useParams();
  const { t } = useSpeech();
  const wave = useQuery(waveQueries.one(code));
  const links = useQuery(waveQueries.links(code));
  return (
    <main className="m-poster-page">
      <div className="m-no-print">
        <Button type="primary" onClick={() => window.print()}>
          {t('poster.print')}
        </Button>
      </div>
      <Loaded query={wave} shape="page">
        {(data) => (
          <Loaded query={links} shape="page">
            {(all) => {
              const found = all.find((one) => one.code === link);
              return found ? <Sheet wave={data} link={found} /> : <Empty title={t('problem.missing')} />;
            }}
          </Loaded>
        )}
      </Loaded>
    </main>
  );
}

function Sheet({ wave, link }: { wave: Schemas['WaveSummary']; link: Schemas['Link'] }) {
  const { t, text, date } = useSpeech();
  const status = useQuery(statusQuery);
  return (
    <article className="m-poster">
      <p className="m-poster-org">{text(status.data?.organisation)}</p>
      <h1>{t('poster.title')}</h1>
      <p className="m-poster-unit">{text(link.unit.name)}</p>
      <img src={qrOf(wave.code, link.code)} alt={t('links.qr_of', { unit: text(link.unit.name) })} />
      <p>{t('poster.scan')}</p>
      <p className="m-url">{link.url}</p>
      <p className="m-poster-foot">
        {t(`poster.${wave.anonymity}`)}
        <br />
        {date(wave.period_from)} – {date(wave.period_to)}
      </p>
    </article>
  );
}
