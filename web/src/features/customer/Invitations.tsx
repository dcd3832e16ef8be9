import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Rows } from './Rows';

/** The personal links that a customer was sent, and how far each went; newest first. */
export function Invitations({ list }: { list: Schemas['CustomerInvitation'][] }) {
  const { t, text, word, minute } = useSpeech();
  if (list.length === 0) return <Empty title={t('customer.no_invitations')} />;
  return (
    <Rows
      rows={list}
      rowKey={(one) => `${one.wave.code}-${one.issued_at}`}
      columns={[
        {
          key: 'wave',
          title: t('customer.invitation_wave'),
          card: 'title',
          render: (one) => <Link to={`/waves/${one.wave.code}`}>{text(one.wave.name)}</Link>,
        },
        {
          key: 'state',
          title: t('customer.invitation_state'),
          card: 'aside',
          render: (one) => word('customer.invitation', one.state),
        },
        { key: 'unit', title: t('units.unit'), card: 'line', render: (one) => text(one.unit.name) },
        { key: 'at', title: t('customer.invitation_at'), card: 'line', render: (one) => minute(one.issued_at) },
      ]}
    />
  );
}
