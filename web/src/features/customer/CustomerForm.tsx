import './customer.css';
import { useMutation } from '@tanstack/react-query';
import { Button, Drawer, Form, Input, Select, Switch } from 'antd';
import type { Schemas } from '../../api/client';
import { correct, create } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { ContactFields, UnitFields } from './CustomerParts';
import { DayField } from './DayField';
import { offered } from './fields';
import { type Customer, correctionOf, kinds, newCustomer, type Schema, statuses } from './model';

/** Everything that is kept of a customer, to be set right. */
export function CorrectForm({ customer, schema, close, saved }: Omit<Props, 'start'> & { customer: Customer }) {
  const { t } = useSpeech();
  const start = correctionOf(customer);
  const run = useMutation({
    mutationFn: (next: Entered) => correct(customer.id, { ...start, ...filled(next) }),
    onSuccess: () => saved(customer.id),
  });
  return (
    <CustomerForm
      title={t('customer.correct_title', { name: customer.name })}
      start={start}
      closed={customer.units.map(({ unit }) => unit)}
      schema={schema}
      close={close}
      run={run}
    />
  );
}

/** A customer who is entered by hand. */
export function NewForm({ schema, close, saved }: Omit<Props, 'start'>) {
  const { t } = useSpeech();
  const run = useMutation({
    mutationFn: (next: Entered) => create({ ...newCustomer, ...filled(next), code: next.code?.trim() ?? '' }),
    onSuccess: (one) => saved(one.id),
  });
  return <CustomerForm title={t('customer.new')} start={newCustomer} fresh schema={schema} close={close} run={run} />;
}

type Fields = Omit<Schemas['NewCustomer'], 'code'>;
type Entered = Fields & { code?: string };
type Props = { schema: Schema; close: () => void; saved: (id: string) => void };

/** What was entered, without attributes and days that were left empty. */
function filled({ code: _, ...next }: Entered): Fields {
  const attributes = Object.entries(next.attributes ?? {}).filter((entry) => Boolean(entry[1]));
  return {
    ...next,
    attributes: Object.fromEntries(attributes),
    contacts: next.contacts ?? [],
    units: next.units ?? [],
  };
}

type FormProps = {
  title: string;
  start: Fields;
  fresh?: boolean;
  closed?: Schemas['UnitRef'][];
  schema: Schema;
  close: () => void;
  run: { mutate: (next: Entered) => void; isPending: boolean; isError: boolean; error: Error | null };
};

function CustomerForm({ title, start, fresh = false, closed = [], schema, close, run }: FormProps) {
  const { t, word } = useSpeech();
  const [form] = Form.useForm<Entered>();
  const options = (group: string, list: string[]) => list.map((value) => ({ value, label: word(group, value) }));
  const line = (name: keyof Fields, label: string) => (
    <Form.Item name={name} label={label}>
      <Input maxLength={100} />
    </Form.Item>
  );
  const needed = (name: keyof Entered, label: string, message: string) => (
    <Form.Item name={name} label={label} rules={[{ required: true, whitespace: true, message }]}>
      <Input maxLength={name === 'code' ? 60 : 100} autoFocus={name === (fresh ? 'code' : 'name')} />
    </Form.Item>
  );
  return (
    <Drawer
      open
      size={560}
      title={title}
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
        scrollToFirstError
        className="m-form"
      >
        {fresh && needed('code', t('customer.code'), t('customer.code_missing'))}
        {needed('name', t('customer.name'), t('customer.name_missing'))}
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
        <Form.Item name="language" label={t('customer.language')}>
          <Select allowClear options={options('customer.language', ['zh', 'en'])} />
        </Form.Item>
        {line('channel', t('customer.channel'))}
        <Form.Item name="do_not_contact" label={t('customer.do_not_contact')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="special_mark" label={t('customer.special_mark')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <h3 className="m-drawer-title">{t('customer.contacts')}</h3>
        <ContactFields />
        <h3 className="m-drawer-title">{t('customer.units')}</h3>
        <UnitFields chosen={start.units} closed={closed} schema={schema} />
        <AttributeInputs schema={schema} chosen={start.attributes} />
      </Form>
    </Drawer>
  );
}

/** A field for every attribute in force, and for those that are retired but filled. */
function AttributeInputs({ schema, chosen }: { schema: Schema; chosen: Record<string, string> }) {
  const { t, text } = useSpeech();
  const attributes = schema.attributes.filter((one) => !one.retired || chosen[one.code]);
  if (attributes.length === 0) return null;
  return (
    <>
      <h3 className="m-drawer-title">{t('customer.attributes')}</h3>
      {attributes.map((one) => (
        <Form.Item key={one.code} name={['attributes', one.code]} label={text(one.name)}>
          {one.type === 'choice' ? (
            <Select
              allowClear
              options={offered(one.options, chosen[one.code]).map((option) => ({
                value: option.code,
                label: text(option.name),
              }))}
            />
          ) : one.type === 'date' ? (
            <DayField />
          ) : (
            <Input maxLength={200} inputMode={one.type === 'number' ? 'decimal' : undefined} />
          )}
        </Form.Item>
      ))}
    </>
  );
}
