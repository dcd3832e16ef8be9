import './mapping.css';
import { InboxOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Progress, Upload } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { type Batch, mappingQueries, told, uploadResponses } from '../../api/queries/mapping';
import { waveQueries } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import type { Column } from '../../ui/table';

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
          {(rows) => <Batches code={code} rows={rows} />}
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
  const [share, setShare] = useState(0);
  const run = useMutation({
    mutationFn: (file: File) => uploadResponses(code, file, setShare),
    onSuccess: (batch) => {
      told(client, batch);
      navigate(`/waves/${code}/imports/${batch.id}`);
    },
  });
  return (
    <>
      {run.isError && <Problem error={run.error} />}
      <Upload.Dragger
        accept=".csv,.txt,.tsv,.xlsx"
        showUploadList={false}
        disabled={run.isPending}
        beforeUpload={(file) => {
          setShare(0);
          run.mutate(file);
          return false;
        }}
      >
        <p>
          <InboxOutlined className="m-map-drop" aria-hidden />
        </p>
        <p>{t('mapping.drop')}</p>
        <p className="m-note">{t('mapping.drop_note')}</p>
      </Upload.Dragger>
      {run.isPending && <Progress percent={Math.round(share * 100)} aria-label={t('mapping.sending')} />}
    </>
  );
}

function Batches({ code, rows }: { code: string; rows: Batch[] }) {
  const { t, word, count, minute } = useSpeech();
  const columns = useMemo<Column<Batch>[]>(() => {
    const counted = (key: string, title: string, of: (batch: Batch) => number): Column<Batch> => ({
      key,
      title,
      align: 'right',
      card: 'line',
      render: (batch) => count(of(batch)),
      sort: of,
      csv: of,
    });
    return [
      {
        key: 'file',
        title: t('mapping.file'),
        card: 'title',
        render: (batch) => <Link to={`/waves/${code}/imports/${batch.id}`}>{batch.file}</Link>,
        sort: (batch) => batch.file,
        csv: (batch) => batch.file,
      },
      {
        key: 'state',
        title: t('mapping.state'),
        card: 'aside',
        render: (batch) => word('mapping.state', batch.state),
        sort: (batch) => batch.state,
        csv: (batch) => word('mapping.state', batch.state),
      },
      counted('total', t('mapping.rows'), (batch) => batch.total),
      counted('new', t('mapping.new'), (batch) => batch.new),
      counted('known', t('mapping.known'), (batch) => batch.known),
      counted('bad', t('mapping.bad'), (batch) => batch.bad),
      {
        key: 'at',
        title: t('audit.at'),
        card: 'line',
        render: (batch) => minute(batch.created_at),
        sort: (batch) => batch.created_at,
        csv: (batch) => batch.created_at,
      },
      { key: 'by', title: t('audit.actor'), render: (batch) => batch.by, csv: (batch) => batch.by },
    ];
  }, [code, t, word, count, minute]);
  return (
    <DataTable
      id="imports"
      columns={columns}
      rows={rows}
      rowKey={(batch) => batch.id}
      to={(batch) => `/waves/${code}/imports/${batch.id}`}
      file={t('mapping.batches')}
      empty={<Empty title={t('mapping.none')}>{t('mapping.none_note')}</Empty>}
    />
  );
}
