import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { customerQueries } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Page, Section } from '../../ui/Page';
import { Pages } from '../../ui/Pages';
import type { Column } from '../../ui/table';

type Certificate = Schemas['CustomerCertificate'];

/** The certificates of erasures, newest first. */
export default function CertificateList() {
  const { t } = useSpeech();
  const found = useInfiniteQuery(customerQueries.certificates);
  return (
    <Page
      title={t('customer.certificates')}
      subtitle={t('customer.certificates_note')}
      back={{ to: '/customers', title: t('menu.customers') }}
    >
      <Section>
        <Pages query={found}>{(rows) => <Certificates rows={rows} />}</Pages>
      </Section>
    </Page>
  );
}

function Certificates({ rows }: { rows: Certificate[] }) {
  const { t, word, minute } = useSpeech();
  const columns = useMemo<Column<Certificate>[]>(
    () => [
      {
        key: 'id',
        title: t('customer.certificate_id'),
        card: 'title',
        render: (one) => (
          <Link to={`/customers/certificates/${one.id}`}>
            <code className="m-wrap">{one.id}</code>
          </Link>
        ),
        csv: (one) => one.id,
      },
      {
        key: 'at',
        title: t('customer.erased_at'),
        card: 'line',
        render: (one) => minute(one.at),
        sort: (one) => one.at,
        csv: (one) => one.at,
      },
      {
        key: 'by',
        title: t('customer.erased_by'),
        card: 'line',
        render: (one) => word('actor', one.by),
        csv: (one) => word('actor', one.by),
      },
      {
        key: 'reason',
        title: t('customer.reason'),
        card: 'line',
        render: (one) => <span className="m-clip">{one.reason}</span>,
        csv: (one) => one.reason,
      },
    ],
    [t, word, minute],
  );
  return (
    <DataTable
      id="certificates"
      columns={columns}
      rows={rows}
      rowKey={(one) => one.id}
      to={(one) => `/customers/certificates/${one.id}`}
      pageSize={10000}
      file={t('customer.certificates')}
      empty={<Empty title={t('customer.no_certificates')} />}
    />
  );
}
