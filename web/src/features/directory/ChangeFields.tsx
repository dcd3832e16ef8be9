import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Input, Radio, Select } from 'antd';
import { useSpeech } from '../../lib/i18n';
import { Field } from '../../ui/Field';
import { childrenOf, emptyPart, type Form, type Part, parentsFor, type Unit } from './editing';
import { useTypes } from './useTypes';

type Props = { form: Form; units: Unit[]; faults: Record<string, string>; set: (form: Form) => void };

/** A unit to choose, by name or code. */
export function UnitChoice({
  form,
  units,
  faults,
  label,
  field,
  value,
  choose,
  autoFocus,
}: Props & { label: string; field: string; value: string; choose: (code: string) => void; autoFocus?: boolean }) {
  const { t } = useSpeech();
  const options = useUnitOptions(parentsFor(units, form.act === 'move' ? form.unit : ''));
  const top = units.some((one) => one.change && !one.parent);
  return (
    <Field label={label} fault={faults[field]}>
      {(id) => (
        <Select
          id={id}
          showSearch={{ optionFilterProp: 'label' }}
          autoFocus={autoFocus}
          value={value}
          onChange={choose}
          options={top || value === '' ? [{ value: '', label: t('directory.top') }, ...options] : options}
        />
      )}
    </Field>
  );
}

function useUnitOptions(units: Unit[]) {
  const { text } = useSpeech();
  return units.map((one) => ({ value: one.code, label: `${text(one.name)} ${one.code}` }));
}

/** Code, names, type, manager and parent of a unit; of one that is there all but code and parent. */
export function Fields({ form, units, faults, set }: Props) {
  const { t } = useSpeech();
  const at = form.act === 'change' ? 'set.' : 'new[0].';
  return (
    <>
      <PartFields
        part={form.fields}
        faults={faults}
        at={at}
        code={form.act !== 'change'}
        autoFocus
        change={(fields) => set({ ...form, fields })}
      />
      {form.act !== 'change' && (
        <UnitChoice
          form={form}
          units={units}
          faults={{ parent: faults.parent ?? faults['new[0].parent'] ?? '' }}
          set={set}
          label={t('directory.parent')}
          field="parent"
          value={form.parent}
          choose={(parent) => set({ ...form, parent })}
        />
      )}
    </>
  );
}

function PartFields({
  part,
  faults,
  at,
  code,
  change,
  autoFocus,
}: {
  part: Part;
  faults: Record<string, string>;
  at: string;
  code: boolean;
  change: (part: Part) => void;
  autoFocus?: boolean;
}) {
  const { t } = useSpeech();
  const { types, nameOf } = useTypes();
  const person = part.type === 'employee';
  const line = (name: 'code' | 'name' | 'name_en' | 'manager', label: string, note?: string, focus = false) => (
    <Field
      label={label}
      note={note}
      fault={faults[at + name] ?? (name === 'code' && at === 'new[0].' ? faults.code : undefined)}
    >
      {(id) => (
        <Input
          id={id}
          value={part[name]}
          maxLength={name === 'code' ? 64 : 200}
          autoFocus={focus}
          autoComplete="off"
          onChange={({ target }) => change({ ...part, [name]: target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="m-units-pair">
      {line('name', t(person ? 'directory.person_name' : 'directory.name'), undefined, autoFocus)}
      {code &&
        line(
          'code',
          t(person ? 'directory.person_code' : 'units.code'),
          t(person ? 'directory.person_note' : 'directory.code_note'),
        )}
      {line('name_en', t('directory.name_en'))}
      <Field label={t('units.type')} fault={faults[`${at}type`]}>
        {(id) => (
          <Select
            id={id}
            value={part.type}
            showSearch={{ optionFilterProp: 'label' }}
            onChange={(type: string) => change({ ...part, type, manager: type === 'employee' ? '' : part.manager })}
            options={types.map((one) => ({ value: one.code, label: nameOf(one.code) }))}
          />
        )}
      </Field>
      {!person && line('manager', t('directory.manager'))}
    </div>
  );
}

/** Who merges, and who goes on. */
export function MergeFields(props: Props) {
  const { form, units, faults, set } = props;
  const { t, text } = useSpeech();
  const self = units.find((one) => one.code === form.unit);
  const mates = units.filter((one) => one.change && one.code !== form.unit);
  mates.sort((a, b) => Number(b.type === self?.type) - Number(a.type === self?.type));
  const options = useUnitOptions(mates);
  const all = [form.unit, ...form.others];
  return (
    <>
      <Field label={t('directory.merge_with')} fault={faults.units}>
        {(id) => (
          <Select
            id={id}
            mode="multiple"
            autoFocus
            showSearch={{ optionFilterProp: 'label' }}
            value={form.others}
            options={options}
            onChange={(others: string[]) =>
              set({ ...form, others, into: [form.unit, ...others, ''].includes(form.into) ? form.into : form.unit })
            }
          />
        )}
      </Field>
      <fieldset className="m-units-group">
        <legend>{t('directory.goes_on')}</legend>
        <Radio.Group
          vertical
          value={form.into}
          onChange={({ target }) => set({ ...form, into: target.value })}
          options={[
            ...all.map((code) => ({ value: code, label: text(units.find((one) => one.code === code)?.name) })),
            { value: '', label: t('directory.goes_on_new') },
          ]}
        />
      </fieldset>
      {form.into === '' && <Fields {...props} />}
    </>
  );
}

/** The parts of a divided unit, and which of them its children go on below. */
export function SplitFields({ form, units, faults, set }: Props) {
  const { t, text } = useSpeech();
  const children = childrenOf(units, form.unit);
  const put = (part: Part) => set({ ...form, parts: form.parts.map((one) => (one.key === part.key ? part : one)) });
  return (
    <>
      {form.parts.map((part, i) => (
        <fieldset key={part.key} className="m-units-group">
          <legend>
            {t('directory.part', { n: i + 1 })}
            {form.parts.length > 2 && (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={t('directory.part_remove', { n: i + 1 })}
                onClick={() => set({ ...form, parts: form.parts.filter((one) => one.key !== part.key) })}
              />
            )}
          </legend>
          <PartFields part={part} faults={faults} at={`new[${i}].`} code change={put} autoFocus={i === 0} />
        </fieldset>
      ))}
      <Button
        icon={<PlusOutlined aria-hidden />}
        onClick={() => set({ ...form, parts: [...form.parts, emptyPart(form.parts[0]?.type ?? 'outlet')] })}
      >
        {t('directory.part_add')}
      </Button>
      <Checkbox checked={form.keep} onChange={({ target }) => set({ ...form, keep: target.checked })}>
        {t('directory.keep')}
      </Checkbox>
      {children.length > 0 && (
        <fieldset className="m-units-group">
          <legend>{t('directory.heirs')}</legend>
          {children.map((child) => (
            <Field key={child.code} label={`${text(child.name)} ${child.code}`}>
              {(id) => (
                <Select
                  id={id}
                  value={form.heirs[child.code] ?? (form.keep ? 0 : form.parts[0]?.key)}
                  onChange={(key: number) => set({ ...form, heirs: { ...form.heirs, [child.code]: key } })}
                  options={[
                    ...(form.keep ? [{ value: 0, label: t('directory.heir_stays') }] : []),
                    ...form.parts.map((part, i) => ({
                      value: part.key,
                      label: part.name || t('directory.part', { n: i + 1 }),
                    })),
                  ]}
                />
              )}
            </Field>
          ))}
        </fieldset>
      )}
    </>
  );
}
