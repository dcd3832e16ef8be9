import './units.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Progress } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { forgetUnits, importUnits, type UnitReport } from '../../api/queries/directory';
import { useToday } from '../../app/session';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Field } from '../../ui/Field';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import type { Column } from '../../ui/table';
import { Counts } from '../import/Counts';
import { DropFile } from '../import/DropFile';

type Fault = Schemas['UnitFault'];

/** A table of units on its way in: a dry run first, its faults to download, then the import. */
export default function ImportUnits() {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [from, setFrom] = useState(useToday());
  const [share, setShare] = useState(0);
  const check = useMutation({ mutationFn: (one: File) => importUnits(one, { dry: 'yes', from }, () => undefined) });
  const load = useMutation({
    mutationFn: (one: File) => importUnits(one, { partial: 'yes', from }, setShare),
    onSuccess: () => forgetUnits(client),
  });
  const begin = (one: File) => {
    setFile(one);
    setShare(0);
    load.reset();
    check.mutate(one);
  };
  return (
    <Page
      title={t('directory.import')}
      subtitle={t('directory.import_note')}
      back={{ to: '/units', title: t('menu.units') }}
    >
      <Section>
        <div className="m-units-from">
          <Field label={t('directory.import_from')} note={t('directory.import_from_note')}>
            {(id) => (
              <Input
                id={id}
                type="date"
                value={from}
                onChange={({ target }) => setFrom(target.value)}
                disabled={load.isPending}
              />
            )}
          </Field>
        </div>
        <DropFile
          accept=".csv,.txt,.xlsx"
          disabled={check.isPending || load.isPending || !from}
          title={file?.name ?? t('customer.drop')}
          note={t('directory.drop_note')}
          take={begin}
        />
        {check.isPending && <p aria-live="polite">{t('directory.checking')}</p>}
        {check.isError && <Problem error={check.error} />}
      </Section>
      {check.data && file && !load.isSuccess && (
        <Section title={t('customer.check_title')}>
          {load.isError && <Problem error={load.error} />}
          <Report report={check.data} />
          {load.isPending ? (
            <Progress percent={Math.floor(share * 100)} status="active" aria-label={t('directory.loading')} />
          ) : (
            <div className="m-units-load">
              <Button
                type="primary"
                disabled={check.data.created + check.data.changed === 0}
                onClick={() => load.mutate(file)}
              >
                {t('directory.load', { n: check.data.created + check.data.changed })}
              </Button>
            </div>
          )}
        </Section>
      )}
      {load.data && (
        <Section title={t('directory.loaded')}>
          <Report report={load.data} />
          <Link to="/units">{t('directory.see')}</Link>
        </Section>
      )}
    </Page>
  );
}

function Report({ report }: { report: UnitReport }) {
  const { t, count, list } = useSpeech();
  return (
    <>
      <Counts {...report} />
      {report.ignored.length > 0 && (
        <Alert
          type="info"
          showIcon
          className="m-problem"
          title={t('directory.ignored', { list: list(report.ignored) })}
        />
      )}
      {report.faults.length > 0 && (
        <>
          <p>{t('directory.faults', { n: count(report.faulty) })}</p>
          <Faults faults={report.faults} />
        </>
      )}
    </>
  );
}

function Faults({ faults }: { faults: Fault[] }) {
  const { t } = useSpeech();
  const columns = useMemo<Column<Fault>[]>(
    () => [
      {
        key: 'row',
        title: t('directory.row'),
        align: 'right',
        width: 96,
        card: 'aside',
        render: (one) => one.row,
        csv: (one) => one.row,
      },
      {
        key: 'code',
        title: t('units.code'),
        card: 'title',
        render: (one) => <code>{one.code || '—'}</code>,
        csv: (one) => one.code,
      },
      {
        key: 'fault',
        title: t('directory.fault'),
        card: 'line',
        render: (one) => one.detail,
        csv: (one) => one.detail,
      },
    ],
    [t],
  );
  return (
    <DataTable
      id="faults"
      columns={columns}
      rows={faults}
      rowKey={(one) => `${one.row} ${one.detail}`}
      file={t('directory.faults_file')}
      pageSize={20}
      empty={<Empty title={t('table.none')} />}
    />
  );
}
