import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Select } from 'antd';
import type { Schemas } from '../../api/client';
import { unitQueries } from '../../api/queries/directory';
import { useSpeech } from '../../lib/i18n';
import { DayField } from './DayField';
import { offered } from './fields';
import { consents, contactKinds, purposes, type Schema } from './model';

type DaysProps = { list: 'contacts' | 'units'; name: number; from: string; until: string };

/** The days from and until which a part of a customer holds; either may be left empty. */
function Days({ list, name, from, until }: DaysProps) {
  const { t } = useSpeech();
  const form = Form.useFormInstance();
  const inOrder = (_: unknown, last?: string) => {
    const first: unknown = form.getFieldValue([list, name, from]);
    const wrong = last && typeof first === 'string' && first !== '' && last < first;
    return wrong ? Promise.reject(new Error(t('customer.days_wrong'))) : Promise.resolve();
  };
  return (
    <div className="m-days">
      <Form.Item name={[name, from]} label={t('customer.from')}>
        <DayField />
      </Form.Item>
      <Form.Item name={[name, until]} label={t('customer.until')} rules={[{ validator: inOrder }]}>
        <DayField />
      </Form.Item>
    </div>
  );
}

/** The contact points, each with consent, purposes and validity. */
export function ContactFields() {
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
              <Form.Item
                name={[name, 'value']}
                label={t('customer.contact')}
                rules={[{ required: true, message: t('customer.contact_missing') }]}
              >
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item name={[name, 'consent']} label={t('customer.consent')}>
                <Select options={options('customer.consent', consents)} />
              </Form.Item>
              <Form.Item name={[name, 'purposes']} label={t('customer.purposes')}>
                <Select mode="multiple" options={options('customer.purpose', purposes)} />
              </Form.Item>
              <Days list="contacts" name={name} from="valid_from" until="valid_until" />
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

type UnitProps = { chosen: Schemas['RelationIn'][]; closed: Schemas['UnitRef'][]; schema: Schema };

/** The units of a customer with stage and days; closed ones can be kept. */
export function UnitFields({ chosen, closed, schema }: UnitProps) {
  const { t, text } = useSpeech();
  const units = useQuery(unitQueries.list(''));
  const known = (units.data ?? []).map((unit) => ({ value: unit.id, label: text(unit.name) }));
  const gone = closed
    .filter(({ id }) => !known.some((one) => one.value === id))
    .map(({ id, name }) => ({ value: id, label: text(name) || t('directory.closed') }));
  return (
    <Form.List name="units">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <div key={key} className="m-part">
              <Form.Item
                name={[name, 'unit']}
                label={t('units.unit')}
                rules={[{ required: true, message: t('customer.unit_missing') }]}
              >
                <Select showSearch={{ optionFilterProp: 'label' }} options={[...known, ...gone]} />
              </Form.Item>
              <Form.Item name={[name, 'stage']} label={t('customer.stage')}>
                <Select
                  allowClear
                  options={offered(schema.stages, chosen[name]?.stage).map((stage) => ({
                    value: stage.code,
                    label: text(stage.name),
                  }))}
                />
              </Form.Item>
              <Days list="units" name={name} from="from" until="until" />
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
