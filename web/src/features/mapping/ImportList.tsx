import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { type Batch, mappingQueries, told, uploadResponses } from '../../api/queries/mapping';
import { waveQueries } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Batches, type Listed } from '../import/Batches';
import { SendFile } from '../import/SendFile';

const listed: Listed<Batch> = {
  id: 'imports',
  title: 'mapping.batches',
  file: 'mapping.file',
  state: 'mapping.state',
  states: 'mapping.state',
  counts: [
    { key: 'total', title: 'mapping.rows', of: (batch) => batch.total },
    { key: 'new', title: 'mapping.new', of: (batch) => batch.new },
    { key: 'known', title: 'mapping.known', of: (batch) => batch.known },
    { key: 'bad', title: 'mapping.bad', of: (batch) => batch.bad },
  ],
};

/** The files of outside surveys that were brought into a wave, and a new one. */
export default function ImportList() {
  const { code = '' } = useParams();
  const { t, text } = useSpeech();
  const wave = useQuery(waveQueries.one(code));
  const batches = useQuery(mappingQueries.batches(code));
  const taken = wave.data?.state === 'planned' || wave.data?.state === 'open';
  return (
    <Page
      title={t('mapping.title')}
      subtitle={wave.data && `${text(wave.data.name)} · ${wave.data.code}`}
      back={{ to: `/waves/${code}`, title: wave.data ? text(wave.data.name) : t('menu.waves') }}
    >
      <Section note={t('mapping.note')}>
        {wave.isError && <Problem error={wave.error} />}
        {wave.data && taken && <Send code={code} />}
        {wave.data && !taken && <Alert type="info" showIcon title={t('mapping.closed')} />}
      </Section>
      <Section title={t('mapping.batches')}>
        <Loaded query={batches} shape="table">
          {(rows) => (
            <Batches
              listed={listed}
              path={`/waves/${code}/imports`}
              rows={rows}
              empty={<Empty title={t('mapping.none')}>{t('mapping.none_note')}</Empty>}
            />
          )}
        </Loaded>
      </Section>
    </Page>
  );
}

/** Takes a file and goes on to its columns. */
function Send({ code }: { code: string }) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const client = useQueryClient();
  return (
    <SendFile
      accept=".csv,.txt,.tsv,.xlsx"
      title={t('mapping.drop')}
      note={t('mapping.drop_note')}
      sending={t('mapping.sending')}
      send={(file, onShare) => uploadResponses(code, file, onShare)}
      sent={(batch) => {
        told(client, batch);
        navigate(`/waves/${code}/imports/${batch.id}`);
      }}
    />
  );
}
