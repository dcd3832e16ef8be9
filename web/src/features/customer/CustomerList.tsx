import { DownloadOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown, Tag } from 'antd';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { href } from '../../api/client';
import { type CustomerFilter, customerQueries, forget } from '../../api/queries/customer';
import { unitQueries } from '../../api/queries/directory';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { useUrlValues } from '../../lib/url';
import { Choice } from '../../ui/Choice';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Pages } from '../../ui/Pages';
import { SearchFilter } from '../../ui/Search';
import type { Column } from '../../ui/table';
import { NewForm } from './CustomerForm';
import { attributeOf, type Customer, contactOf, type Schema, statuses } from './model';

/** The customers of the units in reach: searched by the server, read page by page. */
export default function CustomerList() {
  const { t } = useSpeech();
  const can = useCan();
  const [params, setParams] = useUrlValues();
  const navigate = useNavigate();
  const client = useQueryClient();
  const value = (name: string) => params.get(name) ?? undefined;
  const filter: CustomerFilter = {
    q: value('q'),
    unit: value('unit'),
    stage: value('stage'),
    status: value('status'),
    ...attributeOf(params.get('attribute') ?? ''),
  };
  const filtered = Object.values(filter).some(Boolean);
  const customers = useInfiniteQuery(customerQueries.list(filter));
  const schema = useQuery(customerQueries.schema);
  return (
    <Page
      title={t('menu.customers')}
      subtitle={t('customer.list_note')}
      actions={
        <>
          <More />
          <Export filter={filter} />
          {can(permissions.customerChange) && (
            <Button onClick={() => setParams({ new: '1' })}>{t('customer.new')}</Button>
          )}
          {can(permissions.customerImport) && (
            <Link to="/customers/imports">
              <Button type="primary">{t('customer.import')}</Button>
            </Link>
          )}
        </>
      }
    >
      <Section>
        <Loaded query={schema} shape="table">
          {(known) => (
            <Pages query={customers}>{(rows) => <Customers rows={rows} schema={known} filtered={filtered} />}</Pages>
          )}
        </Loaded>
      </Section>
      {params.get('new') && schema.data && can(permissions.customerChange) && (
        <NewForm
          schema={schema.data}
          close={() => setParams({ new: undefined })}
          saved={(id) => {
            void forget(client);
            navigate(`/customers/${id}`);
          }}
        />
      )}
    </Page>
  );
}

/** What is done with the archive as a whole. */
function More() {
  const { t } = useSpeech();
  const can = useCan();
  const items = [
    { key: 'duplicates', label: t('customer.duplicates'), permission: permissions.customerChange },
    { key: 'fields', label: t('customer.fields'), permission: permissions.customerImport },
    { key: 'certificates', label: t('customer.certificates'), permission: permissions.customerChange },
  ]
    .filter(({ permission }) => can(permission))
    .map(({ key, label }) => ({ key, label: <Link to={`/customers/${key}`}>{label}</Link> }));
  if (items.length === 0) return null;
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button>{t('customer.manage')}</Button>
    </Dropdown>
  );
}

/** The server makes the file: all customers of the filters, not only those on the page. */
function Export({ filter }: { filter: CustomerFilter }) {
  const { t } = useSpeech();
  const can = useCan();
  const item = (format: string, clear: boolean) => ({
    key: `${format}-${clear}`,
    label: (
      <a
        href={href(`/api/v1/customer-tables/customers.${format}`, { ...filter, clear: clear ? 'yes' : undefined })}
        download
      >
        {t(clear ? 'customer.export_clear' : 'customer.export_masked', { format: format.toUpperCase() })}
      </a>
    ),
  });
  const items = [item('xlsx', false), item('csv', false)];
  if (can(permissions.customerReveal)) items.push(item('xlsx', true), item('csv', true));
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button icon={<DownloadOutlined aria-hidden />}>{t('table.export')}</Button>
    </Dropdown>
  );
}

function Customers({ rows, schema, filtered }: { rows: Customer[]; schema: Schema; filtered: boolean }) {
  const { t } = useSpeech();
  const can = useCan();
  const columns = useColumns(schema);
  if (rows.length === 0 && !filtered) {
    return (
      <Empty
        title={t('customer.empty')}
        action={
          can(permissions.customerImport) && (
            <Link to="/customers/imports">
              <Button>{t('customer.import')}</Button>
            </Link>
          )
        }
      >
        {t('customer.empty_next')}
      </Empty>
    );
  }
  return (
    <DataTable
      id="customers"
      columns={columns}
      rows={rows}
      rowKey={(customer) => customer.id}
      to={(customer) => `/customers/${customer.id}`}
      pageSize={10000}
      filters={<Filters schema={schema} />}
      empty={<Empty title={t('table.none')}>{t('customer.none_hint')}</Empty>}
    />
  );
}

function Filters({ schema }: { schema: Schema }) {
  const { t, text, word } = useSpeech();
  const units = useQuery(unitQueries.list(''));
  return (
    <>
      <SearchFilter name="q" label={t('customer.search')} />
      <Choice
        search
        name="unit"
        label={t('units.unit')}
        options={(units.data ?? []).map((unit) => ({ value: unit.code, label: text(unit.name) }))}
      />
      <Choice
        search
        name="stage"
        label={t('customer.stage')}
        options={schema.stages.map((stage) => ({ value: stage.code, label: text(stage.name) }))}
      />
      <Choice
        search
        name="status"
        label={t('customer.status')}
        options={statuses.map((status) => ({ value: status, label: word('customer.status', status) }))}
      />
      <Choice
        search
        name="attribute"
        label={t('customer.attribute')}
        options={schema.attributes.flatMap((one) =>
          one.options.map((option) => ({
            value: `${one.code}:${option.code}`,
            label: `${text(one.name)}: ${text(option.name)}`,
          })),
        )}
      />
    </>
  );
}

function useColumns(schema: Schema): Column<Customer>[] {
  const { t, text, word, list } = useSpeech();
  return useMemo<Column<Customer>[]>(() => {
    const stage = (code: string) => text(schema.stages.find((one) => one.code === code)?.name) || code;
    return [
      {
        key: 'name',
        title: t('customer.name'),
        card: 'title',
        render: (one) => <Link to={`/customers/${one.id}`}>{one.name}</Link>,
      },
      { key: 'code', title: t('customer.code'), card: 'line', render: (one) => <code>{one.code}</code> },
      {
        key: 'unit',
        title: t('units.unit'),
        card: 'line',
        render: (one) => list(one.units.map(({ unit }) => text(unit.name) || t('directory.closed'))),
      },
      {
        key: 'stage',
        title: t('customer.stage'),
        render: (one) => list(one.units.map((unit) => stage(unit.stage))),
      },
      { key: 'phone', title: t('customer.kind.phone'), card: 'line', render: (one) => contactOf(one, 'phone') },
      {
        key: 'email',
        title: t('customer.kind.email'),
        hidden: true,
        render: (one) => contactOf(one, 'email'),
      },
      { key: 'tier', title: t('customer.tier'), render: (one) => one.tier },
      {
        key: 'status',
        title: t('customer.status'),
        card: 'aside',
        render: (one) => (
          <>
            {word('customer.status', one.status)} <Flags customer={one} />
          </>
        ),
      },
      { key: 'manager', title: t('customer.manager'), hidden: true, render: (one) => one.manager },
    ];
  }, [schema, t, text, word, list]);
}

/** What forbids to contact a customer. */
export function Flags({ customer }: { customer: Customer }) {
  const { t } = useSpeech();
  return (
    <>
      {customer.do_not_contact && <Tag variant="outlined">{t('customer.do_not_contact')}</Tag>}
      {customer.special_mark && <Tag variant="outlined">{t('customer.special_mark')}</Tag>}
    </>
  );
}
