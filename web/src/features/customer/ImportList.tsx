import './customer.css';
import { InboxOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Progress, Upload } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { type Batch, customerQueries, forget, upload } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import type { Column } from '../../ui/table';
import { Mappings } from './Mappings';

/** Files of customers: a new one to bring in, and what became of the others. */
export default function ImportList() {
  const { t } = useSpeech();
  const batches = useQuery({ ...customerQueries.batches, staleTime: 0 });
  return (
    <Page
      title={t('customer.import')}
      subtitle={t('customer.import_note')}
      back={{ to: '/customers', title: t('menu.customers') }}
    >
      <Section>
        <Send />
      </Section>
      <Section title={t('customer.batches')}>
        <Loaded query={batches} shape="table">
          {(rows) => <Batches rows={rows} />}
        </Loaded>
      </Section>
      <Mappings />
    </Page>
  );
}

/** Takes a file and goes on to its columns. */
function Send() {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [share, setShare] = useState(0);
  const run = useMutation({
    mutationFn: (file: File) => upload(file, setShare),
    onSuccess: (batch) => {
      void forget(client);
      navigate(`/customers/imports/${batch.id}`);
    },
  });
  return (
    <>
      {run.isError && <Problem error={run.error} />}
      <Upload.Dragger
        accept=".csv,.txt,.xlsx"
        showUploadList={false}
        disabled={run.isPending}
        beforeUpload={(file) => {
          setShare(0);
          run.mutate(file);
          return false;
        }}
      >
        <p>
          <InboxOutlined className="m-drop-icon" aria-hidden />
        </p>
        <p>{t('customer.drop')}</p>
        <p className="m-note">{t('customer.drop_note')}</p>
      </Upload.Dragger>
      {run.isPending && <Progress percent={Math.round(share * 100)} aria-label={t('customer.sending')} />}
    </>
  );
}

function Batches({ rows }: { rows: Batch[] }) {
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
        title: t('customer.file'),
        card: 'title',
        render: (batch) => <Link to={`/customers/imports/${batch.id}`}>{batch.file}</Link>,
        sort: (batch) => batch.file,
        csv: (batch) => batch.file,
      },
      {
        key: 'state',
        title: t('customer.batch_state'),
        card: 'aside',
        render: (batch) => word('customer.batch', batch.state),
        sort: (batch) => batch.state,
        csv: (batch) => word('customer.batch', batch.state),
      },
      counted('created', t('customer.created'), (batch) => batch.created),
      counted('changed', t('customer.changed'), (batch) => batch.changed),
      counted('unchanged', t('customer.unchanged'), (batch) => batch.unchanged),
      counted('faulty', t('customer.faulty'), (batch) => batch.faulty),
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
  }, [t, word, count, minute]);
  return (
    <DataTable
      id="batches"
      columns={columns}
      rows={rows}
      rowKey={(batch) => batch.id}
      to={(batch) => `/customers/imports/${batch.id}`}
      file={t('customer.batches')}
      empty={<Empty title={t('customer.no_batches')} />}
    />
  );
}
