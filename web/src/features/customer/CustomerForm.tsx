import './customer.css';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Drawer, Form, Input, Select, Switch } from 'antd';
import type { Schemas } from '../../api/client';
import { correct } from '../../api/queries/customer';
import { unitQueries } from '../../api/queries/directory';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { type Customer, consents, contactKinds, correctionOf, kinds, purposes, type Schema, statuses } from './model';

type Correction = Schemas['Correction'];
type Props = { customer: Customer; schema: Schema; close: () => void; saved: () => void };

/** Everything that is kept of a customer, to be set right. */
export function CustomerForm({ customer, schema, close, saved }: Props) {
  const { t, text, word } = useSpeech();
  const [form] = Form.useForm<Correction>();
  const start = correctionOf(customer);
  const run = useMutation({
    mutationFn: (next: Correction) => correct(customer.id, { ...start, ...next, attributes: filled(next.attributes) }),
    onSuccess: saved,
  });
  const options = (group: string, list: string[]) => list.map((value) => ({ value, label: word(group, value) }));
  const line = (name: keyof Correction, label: string) => (
    <Form.Item name={name} label={label}>
      <Input maxLength={100} />
    </Form.Item>
  );
  return (
    <Drawer
      open
      size={560}
      title={t('customer.correct_title', { name: customer.name })}
      onClose={close}
      footer={
        <div className="m-row-actions">
          <Button onClick={close}>{t('form.cancel')}</Button>
          <Button type="primary" onClick={() => form.submit()} loading={run.isPending}>
            {t('customer.save')}
          </Button>
        </div>
      }
    >
      {run.isError && <Problem error={run.error} />}
      <Form
        form={form}
        layout="vertical"
        initialValues={start}
        onFinish={(next) => run.mutate(next)}
        className="m-form"
      >
        <Form.Item
          name="name"
          label={t('customer.name')}
          rules={[{ required: true, message: t('customer.name_missing') }]}
        >
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="kind" label={t('customer.kind')}>
          <Select options={options('customer.kind', kinds)} />
        </Form.Item>
        <Form.Item name="status" label={t('customer.status')}>
          <Select options={options('customer.status', statuses)} />
        </Form.Item>
        {line('tier', t('customer.tier'))}
        {line('segment', t('customer.segment'))}
        {line('industry', t('customer.industry'))}
        {line('manager', t('customer.manager'))}
        <Form.Item name="do_not_contact" label={t('customer.do_not_contact')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="special_mark" label={t('customer.special_mark')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <h3 className="m-drawer-title">{t('customer.contacts')}</h3>
        <ContactFields />
        <h3 className="m-drawer-title">{t('customer.units')}</h3>
        <UnitFields customer={customer} schema={schema} />
        {schema.attributes.length > 0 && <h3 className="m-drawer-title">{t('customer.attributes')}</h3>}
        {schema.attributes.map((one) => (
          <Form.Item key={one.code} name={['attributes', one.code]} label={text(one.name)}>
            {one.type === 'choice' ? (
              <Select
                allowClear
                options={one.options.map((option) => ({ value: option.code, label: text(option.name) }))}
              />
            ) : (
              <Input maxLength={200} />
            )}
          </Form.Item>
        ))}
      </Form>
    </Drawer>
  );
}

/** The attributes that have a value. */
function filled(attributes: Record<string, string | undefined> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes ?? {}).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

function ContactFields() {
  const { t, word } = useSpeech();
  const options = (group: string, list: string[]) => list.map((value) => ({ value, label: word(group, value) }));
  return (
    <Form.List name="contacts">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <div key={key} className="m-part">
              <Form.Item name={[name, 'kind']} label={t('customer.contact_kind')}>
                <Select options={options('customer.kind', contactKinds)} />
              </Form.Item>
              <Form.Item name={[name, 'value']} label={t('customer.contact')} rules={[{ required: true, message: '' }]}>
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item name={[name, 'consent']} label={t('customer.consent')}>
                <Select options={options('customer.consent', consents)} />
              </Form.Item>
              <Form.Item name={[name, 'purposes']} label={t('customer.purposes')}>
                <Select mode="multiple" options={options('customer.purpose', purposes)} />
              </Form.Item>
              <Button icon={<DeleteOutlined aria-hidden />} onClick={() => remove(name)}>
                {t('customer.remove')}
              </Button>
            </div>
          ))}
          <Button
            icon={<PlusOutlined aria-hidden />}
            onClick={() => add({ kind: 'phone', value: '', consent: 'unknown', purposes: ['survey', 'case'] })}
          >
            {t('customer.add_contact')}
          </Button>
        </>
      )}
    </Form.List>
  );
}

function UnitFields({ customer, schema }: { customer: Customer; schema: Schema }) {
  const { t, text } = useSpeech();
  const units = useQuery(unitQueries.list(''));
  const known = (units.data ?? []).map((unit) => ({ value: unit.id, label: text(unit.name) }));
  const closed = customer.units
    .filter(({ unit }) => !known.some((one) => one.value === unit.id))
    .map(({ unit }) => ({ value: unit.id, label: text(unit.name) || t('directory.closed') }));
  return (
    <Form.List name="units">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <div key={key} className="m-part">
              <Form.Item name={[name, 'unit']} label={t('units.unit')} rules={[{ required: true, message: '' }]}>
                <Select showSearch={{ optionFilterProp: 'label' }} options={[...known, ...closed]} />
              </Form.Item>
              <Form.Item name={[name, 'stage']} label={t('customer.stage')}>
                <Select
                  allowClear
                  options={schema.stages.map((stage) => ({ value: stage.code, label: text(stage.name) }))}
                />
              </Form.Item>
              <Button icon={<DeleteOutlined aria-hidden />} onClick={() => remove(name)}>
                {t('customer.remove')}
              </Button>
            </div>
          ))}
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
            {t('customer.add_unit')}
          </Button>
        </>
      )}
    </Form.List>
  );
}
