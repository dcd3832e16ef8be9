import { useQuery } from '@tanstack/react-query';
import { Button, Descriptions } from 'antd';
import { useParams } from 'react-router';
import type { Schemas } from '../../api/client';
import { customerQueries } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';

/** What a certificate counts, in the order in which it is read. */
const parts = ['contacts', 'units', 'attributes', 'invitations', 'drafts', 'responses', 'texts', 'answers'];

type Certificate = Schemas['CustomerCertificate'];

/** The certificate of an erasure: has an address of its own and can be printed at any time. */
export default function CertificatePage() {
  const { id = '' } = useParams();
  const { t } = useSpeech();
  const certificate = useQuery(customerQueries.certificate(id));
  return (
    <Page
      title={t('customer.certificate')}
      back={{ to: '/customers/certificates', title: t('customer.certificates') }}
      actions={
        certificate.data && (
          <Button type="primary" onClick={() => window.print()}>
            {t('customer.print')}
          </Button>
        )
      }
    >
      <Loaded query={certificate} shape="page">
        {(one) => <Facts certificate={one} />}
      </Loaded>
    </Page>
  );
}

function Facts({ certificate }: { certificate: Certificate }) {
  const { t, word, minute, count } = useSpeech();
  const contents = parts.flatMap((what) => {
    const n = certificate.contents[what] ?? 0;
    return n > 0 ? [{ what, n }] : [];
  });
  return (
    <Section note={t('customer.certificate_note')}>
      <Descriptions
        column={1}
        items={[
          { key: 'id', label: t('customer.certificate_id'), children: <code>{certificate.id}</code> },
          { key: 'at', label: t('customer.erased_at'), children: minute(certificate.at) },
          { key: 'by', label: t('customer.erased_by'), children: word('actor', certificate.by) },
          {
            key: 'reason',
            label: t('customer.reason'),
            children: <span className="m-wrap">{certificate.reason}</span>,
          },
          {
            key: 'contents',
            label: t('customer.erased_what'),
            children: (
              <ul className="m-plain-list">
                <li>{t('customer.erased_name')}</li>
                {contents.map(({ what, n }) => (
                  <li key={what}>
                    {word('customer.erased_part', what)}: {count(n)}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </Section>
  );
}
