import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Select } from 'antd';
import { unitQueries } from '../../api/queries/directory';
import { useSpeech } from '../../lib/i18n';
import { type GrantLine, reachOf, roles } from './model';

/** The roles of an account, each for all units or for one and what lies below it. */
export function GrantFields() {
  const { t } = useSpeech();
  const lines = Form.useWatch<GrantLine[]>('grants') ?? [];
  return (
    <Form.List name="grants">
      {(fields, { add, remove }) => (
        <fieldset className="m-grants">
          <legend>{t('user.roles')}</legend>
          {fields.map(({ key, name }) => (
            <GrantLineFields key={key} name={name} role={lines[name]?.role} remove={() => remove(name)} />
          ))}
          {fields.length === 0 && <p className="m-note">{t('user.no_role')}</p>}
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
            {t('user.add_role')}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}

function GrantLineFields({ name, role, remove }: { name: number; role: string | undefined; remove: () => void }) {
  const { t, word, text } = useSpeech();
  const units = useQuery(unitQueries.list());
  const reach = reachOf(role);
  return (
    <div className="m-grant">
      <Form.Item name={[name, 'role']} rules={[{ required: true, message: t('user.role_missing') }]}>
        <Select
          aria-label={t('user.role')}
          placeholder={t('user.role')}
          options={roles.map((one) => ({ value: one.role, label: word('role', one.role) }))}
        />
      </Form.Item>
      {reach === 'all' ? (
        <span className="m-grant-all">{t('user.scope_all')}</span>
      ) : (
        <Form.Item
          name={[name, 'unit']}
          rules={reach === 'one' ? [{ required: true, message: t('user.unit_missing') }] : []}
        >
          <Select
            aria-label={t('user.unit')}
            placeholder={reach === 'one' ? t('user.unit') : t('user.scope_all')}
            showSearch={{ optionFilterProp: 'label' }}
            allowClear={reach === 'either'}
            loading={units.isPending}
            options={(units.data ?? []).map((unit) => ({ value: unit.code, label: `${text(unit.name)} ${unit.code}` }))}
          />
        </Form.Item>
      )}
      <Button type="text" icon={<DeleteOutlined />} aria-label={t('user.remove_role')} onClick={remove} />
      {role && <p className="m-note">{word('role_note', role)}</p>}
    </div>
  );
}
