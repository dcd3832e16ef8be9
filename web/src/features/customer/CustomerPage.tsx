import { EyeOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Descriptions, Input, Modal } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import type { Schemas } from '../../api/client';
import { customerQueries, erase, forget, reveal } from '../../api/queries/customer';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { CustomerForm } from './CustomerForm';
import { Flags } from './CustomerList';
import type { Customer, Schema } from './model';
import { Rows } from './Rows';

type Certificate = Schemas['CustomerCertificate'];

/** The sheet of one customer: shown, corrected, erased. */
export default function CustomerPage() {
  const { id = '' } = useParams();
  const { t } = useSpeech();
  const customer = useQuery(customerQueries.one(id));
  const schema = useQuery(customerQueries.schema);
  const [certificate, setCertificate] = useState<Certificate>();
  const back = { to: '/customers', title: t('menu.customers') };
  if (certificate) return <Erased certificate={certificate} />;
  if (!customer.data || !schema.data) {
    return (
      <Page title={t('menu.customers')} back={back}>
        <Loaded query={customer} shape="page">
          {() => (
            <Loaded query={schema} shape="page">
              {() => null}
            </Loaded>
          )}
        </Loaded>
      </Page>
    );
  }
  return <SheetView key={id} masked={customer.data} schema={schema.data} erased={setCertificate} />;
}

type Props = { masked: Customer; schema: Schema; erased: (certificate: Certificate) => void };

function SheetView({ masked, schema, erased }: Props) {
  const { t } = useSpeech();
  const can = useCan();
  const client = useQueryClient();
  const [asked, ask] = useState<'correct' | 'erase'>();
  const clear = useMutation({ mutationFn: () => reveal(masked.id) });
  const correcting = useMutation({ mutationFn: () => reveal(masked.id), onSuccess: () => ask('correct') });
  const customer = clear.data ?? masked;
  const changes = can(permissions.customerChange) && can(permissions.customerReveal);
  return (
    <Page
      title={customer.name}
      tag={<Flags customer={customer} />}
      subtitle={customer.code}
      back={{ to: '/customers', title: t('menu.customers') }}
      actions={
        changes && (
          <>
            <Button danger onClick={() => ask('erase')}>
              {t('customer.erase')}
            </Button>
            <Button type="primary" onClick={() => correcting.mutate()} loading={correcting.isPending}>
              {t('customer.correct')}
            </Button>
          </>
        )
      }
    >
      {correcting.isError && <Problem error={correcting.error} />}
      <Section>
        <Facts customer={customer} schema={schema} />
      </Section>
      <Section
        title={t('customer.contacts')}
        extra={
          can(permissions.customerReveal) &&
          !clear.data &&
          customer.contacts.length > 0 && (
            <Button icon={<EyeOutlined aria-hidden />} onClick={() => clear.mutate()} loading={clear.isPending}>
              {t('customer.reveal')}
            </Button>
          )
        }
        note={t(clear.data ? 'customer.revealed_note' : 'customer.masked_note')}
      >
        {clear.isError && <Problem error={clear.error} />}
        <Contacts customer={customer} />
      </Section>
      <Section title={t('customer.units')}>
        <Units customer={customer} schema={schema} />
      </Section>
      {asked === 'correct' && correcting.data && (
        <CustomerForm
          customer={correcting.data}
          schema={schema}
          close={() => ask(undefined)}
          saved={() => {
            ask(undefined);
            clear.reset();
            void forget(client);
          }}
        />
      )}
      {asked === 'erase' && <EraseDialog customer={customer} close={() => ask(undefined)} erased={erased} />}
    </Page>
  );
}

function Facts({ customer, schema }: { customer: Customer; schema: Schema }) {
  const { t, text, word } = useSpeech();
  const attributes = schema.attributes.map((one) => {
    const value = customer.attributes[one.code] ?? '';
    return { name: text(one.name), value: text(one.options.find((option) => option.code === value)?.name) || value };
  });
  const facts: [string, string][] = [
    [t('customer.kind'), word('customer.kind', customer.kind)],
    [t('customer.status'), word('customer.status', customer.status)],
    [t('customer.tier'), customer.tier],
    [t('customer.segment'), customer.segment],
    [t('customer.industry'), customer.industry],
    [t('customer.manager'), customer.manager],
    [t('customer.language'), customer.language && word('customer.language', customer.language)],
    [t('customer.channel'), customer.channel],
    ...attributes.map(({ name, value }): [string, string] => [name, value]),
  ];
  return (
    <Descriptions
      column={{ xs: 1, sm: 2, lg: 3, xl: 4 }}
      items={facts.map(([label, value]) => ({ key: label, label, children: value || '—' }))}
    />
  );
}

function Contacts({ customer }: { customer: Customer }) {
  const { t, word } = useSpeech();
  if (customer.contacts.length === 0) return <Empty title={t('customer.no_contacts')} />;
  return (
    <Rows
      rows={customer.contacts}
      rowKey={(one) => `${one.kind}-${one.value}`}
      columns={[
        {
          key: 'value',
          title: t('customer.contact'),
          card: 'title',
          render: (one) => <span className="m-wrap">{one.value}</span>,
        },
        {
          key: 'kind',
          title: t('customer.contact_kind'),
          card: 'aside',
          render: (one) => word('customer.kind', one.kind),
        },
        {
          key: 'consent',
          title: t('customer.consent'),
          card: 'line',
          render: (one) => word('customer.consent', one.consent),
        },
        {
          key: 'purposes',
          title: t('customer.purposes'),
          card: 'line',
          render: (one) => one.purposes.map((purpose) => word('customer.purpose', purpose)).join(', ') || '—',
        },
        {
          key: 'usable',
          title: t('customer.usable'),
          card: 'line',
          render: (one) => t(one.usable ? 'customer.usable_yes' : 'customer.usable_no'),
        },
      ]}
    />
  );
}

function Units({ customer, schema }: { customer: Customer; schema: Schema }) {
  const { t, text, date } = useSpeech();
  if (customer.units.length === 0) return <Empty title={t('customer.no_units')} />;
  return (
    <Rows
      rows={customer.units}
      rowKey={(one) => one.unit.id}
      columns={[
        {
          key: 'unit',
          title: t('units.unit'),
          card: 'title',
          render: (one) => text(one.unit.name) || t('directory.closed'),
        },
        {
          key: 'stage',
          title: t('customer.stage'),
          card: 'aside',
          render: (one) => text(schema.stages.find((stage) => stage.code === one.stage)?.name) || one.stage || '—',
        },
        { key: 'from', title: t('customer.from'), card: 'line', render: (one) => (one.from ? date(one.from) : '—') },
        {
          key: 'until',
          title: t('customer.until'),
          card: 'line',
          render: (one) => (one.until ? date(one.until) : '—'),
        },
      ]}
    />
  );
}

/** Says what is lost, takes the reason for the audit log. */
function EraseDialog({ customer, close, erased }: { customer: Customer; close: () => void; erased: Props['erased'] }) {
  const { t, count } = useSpeech();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const run = useMutation({
    mutationFn: () => erase(customer.id, reason.trim()),
    onSuccess: (certificate) => {
      erased(certificate);
      client.removeQueries({ queryKey: ['customers', 'one', customer.id] });
      void forget(client);
    },
  });
  return (
    <Modal
      open
      title={t('customer.erase_ask', { name: customer.name })}
      onCancel={close}
      onOk={() => run.mutate()}
      okText={t('customer.erase')}
      okButtonProps={{ disabled: reason.trim() === '', danger: true, loading: run.isPending }}
      cancelText={t('form.cancel')}
    >
      <p>
        {t('customer.erase_lost', { contacts: count(customer.contacts.length), units: count(customer.units.length) })}
      </p>
      {run.isError && <Problem error={run.error} />}
      <label htmlFor="erase-reason">{t('wave.reason')}</label>
      <Input.TextArea
        id="erase-reason"
        rows={3}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        autoFocus
      />
    </Modal>
  );
}

/** The certificate in place of the person. */
function Erased({ certificate }: { certificate: Certificate }) {
  const { t, minute, count } = useSpeech();
  const { contents } = certificate;
  return (
    <Page
      title={t('customer.certificate')}
      back={{ to: '/customers', title: t('menu.customers') }}
      actions={
        <Button type="primary" onClick={() => window.print()}>
          {t('customer.print')}
        </Button>
      }
    >
      <Section note={t('customer.certificate_note')}>
        <Descriptions
          column={1}
          items={[
            { key: 'id', label: t('customer.certificate_id'), children: <code>{certificate.id}</code> },
            { key: 'at', label: t('customer.erased_at'), children: minute(certificate.at) },
            { key: 'by', label: t('customer.erased_by'), children: certificate.by },
            { key: 'reason', label: t('customer.reason'), children: certificate.reason },
            {
              key: 'contents',
              label: t('customer.erased_what'),
              children: t('customer.erased_counts', {
                contacts: count(contents.contacts ?? 0),
                units: count(contents.units ?? 0),
                attributes: count(contents.attributes ?? 0),
              }),
            },
          ]}
        />
      </Section>
    </Page>
  );
}
