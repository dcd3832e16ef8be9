import './monitor.css';
import './plan.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, type FormInstance, Input, InputNumber, Radio, Select, TreeSelect } from 'antd';
import { useMemo } from 'react';
import { useNavigate, useParams } from 'react-router';
import { ProblemError, type Schemas } from '../../api/client';
import { questionnaireQueries } from '../../api/queries/definition';
import { unitQueries } from '../../api/queries/directory';
import { changeWave, planWave, programmesQuery, waveQueries } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { below, forest, type Tree } from '../directory/model';
import { useTypes } from '../directory/useTypes';
import { blank, type Fields, fieldOf, fieldsOf, NEW, programmeOf, settingsOf, surveyed } from './planning';
import { Statement } from './Statement';

type Unit = Schemas['Unit'];
type Branch = { value: string; title: string; children?: Branch[] };

/** A new wave, or the settings of one that has not been opened. */
export default function WaveForm() {
  const { code } = useParams();
  const { t } = useSpeech();
  const settings = useQuery({ ...waveQueries.settings(code ?? ''), enabled: code !== undefined });
  return (
    <Page
      title={t(code === undefined ? 'plan.new' : 'plan.change')}
      subtitle={code}
      back={code === undefined ? { to: '/waves', title: t('menu.waves') } : { to: `/waves/${code}`, title: code }}
    >
      <Section>
        {code === undefined ? (
          <Planning initial={blank()} />
        ) : (
          <Loaded query={settings} shape="page">
            {(now) => <Planning code={code} initial={fieldsOf(now)} />}
          </Loaded>
        )}
      </Section>
    </Page>
  );
}

function Planning({ code, initial }: { code?: string; initial: Fields }) {
  const { t } = useSpeech();
  const [form] = Form.useForm<Fields>();
  const client = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: (fields: Fields) =>
      code === undefined
        ? planWave(client, programmeOf(fields), settingsOf(fields))
        : changeWave(client, code, settingsOf(fields)),
    onSuccess: (_, fields) => navigate(`/waves/${code ?? fields.code}`),
    onError: (error) => blame(form, error),
  });
  return (
    <Form<Fields>
      form={form}
      name="plan"
      layout="vertical"
      className="m-plan"
      requiredMark="optional"
      initialValues={initial}
      scrollToFirstError={{ focus: true }}
      onFinish={(fields) => save.mutate(fields)}
    >
      {save.isError && <Problem error={save.error} />}
      {code === undefined && <Where />}
      <What named={code === undefined} />
      <Who form={form} />
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t(code === undefined ? 'plan.save_new' : 'plan.save')}
      </Button>
    </Form>
  );
}

/** Puts each part of a refusal beside its field. */
function blame(form: FormInstance<Fields>, error: unknown) {
  if (!(error instanceof ProblemError)) return;
  const faults = (error.problem.errors ?? []).flatMap((one) => {
    const name = fieldOf(one.field ?? '');
    return name && one.detail ? [{ name, errors: [one.detail] }] : [];
  });
  form.setFields(faults);
}

/** The programme the wave belongs to, or a new one. */
function Where() {
  const { t, text } = useSpeech();
  const programmes = useQuery(programmesQuery);
  const chosen = Form.useWatch('programme');
  const options = [
    ...(programmes.data ?? []).map((one) => ({ value: one.code, label: text(one.name) })),
    { value: NEW, label: t('plan.new_programme') },
  ];
  const missing = { required: true, message: t('plan.missing') };
  return (
    <fieldset className="m-plan-group">
      <legend>{t('wave.programme')}</legend>
      <Form.Item name="programme" label={t('plan.belongs')} rules={[missing]}>
        <Select options={options} loading={programmes.isPending} placeholder={t('plan.choose')} />
      </Form.Item>
      {chosen === NEW && (
        <>
          <Form.Item name="programme_name" label={t('plan.programme_name')} rules={[missing]}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name="programme_name_en" label={t('plan.name_en')}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item
            name="programme_code"
            label={t('plan.programme_code')}
            extra={t('plan.code_note')}
            rules={[missing, { pattern: /^[a-z0-9][a-z0-9-]*$/, message: t('plan.code_note') }]}
          >
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name="purpose" label={t('plan.purpose')}>
            <Input.TextArea autoSize={{ minRows: 2 }} maxLength={1000} />
          </Form.Item>
          <Form.Item name="population" label={t('plan.population')} extra={t('plan.population_note')}>
            <Input.TextArea autoSize={{ minRows: 2 }} maxLength={1000} />
          </Form.Item>
        </>
      )}
    </fieldset>
  );
}

/** The wave's name, days and form. */
function What({ named }: { named: boolean }) {
  const { t, text } = useSpeech();
  const forms = useQuery(questionnaireQueries.list);
  const waves = useQuery(waveQueries.list());
  const missing = { required: true, message: t('plan.missing') };
  return (
    <fieldset className="m-plan-group">
      <legend>{t('wave.wave')}</legend>
      <Form.Item name="name" label={t('plan.name')} rules={[missing]}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="name_en" label={t('plan.name_en')}>
        <Input maxLength={200} />
      </Form.Item>
      {named && (
        <Form.Item
          name="code"
          label={t('wave.code')}
          extra={t('plan.code_note')}
          rules={[missing, { pattern: /^[a-z0-9][a-z0-9-]*$/, message: t('plan.code_note') }]}
        >
          <Input maxLength={40} />
        </Form.Item>
      )}
      <div className="m-plan-pair">
        <Form.Item name="from" label={t('plan.from')} rules={[missing]}>
          <Input type="date" />
        </Form.Item>
        <Form.Item
          name="to"
          label={t('plan.to')}
          dependencies={['from']}
          rules={[
            missing,
            ({ getFieldValue }) => ({
              validator: async (_, value = '') => {
                if (value && value < getFieldValue('from')) throw new Error(t('plan.period'));
              },
            }),
          ]}
        >
          <Input type="date" />
        </Form.Item>
      </div>
      <Form.Item name="questionnaire" label={t('wave.questionnaire')} rules={[missing]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          loading={forms.isPending}
          placeholder={t('plan.choose')}
          options={(forms.data ?? []).map((one) => ({
            value: `${one.code}@${one.version}`,
            label: `${text(one.title)} ${one.version}`,
          }))}
        />
      </Form.Item>
      <Form.Item name="previous" label={t('plan.previous')} extra={t('plan.previous_note')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          options={(waves.data ?? []).map((one) => ({ value: one.code, label: text(one.name) }))}
        />
      </Form.Item>
    </fieldset>
  );
}

/** Which units are surveyed, how many answers each should have, and what is known of who answers. */
function Who({ form }: { form: FormInstance<Fields> }) {
  const { t, text, count } = useSpeech();
  const { nameOf } = useTypes();
  const units = useQuery(unitQueries.list());
  const root: string | undefined = Form.useWatch('root', form);
  const types: string[] = Form.useWatch('types', form) ?? [];
  const level: Fields['anonymity'] | undefined = Form.useWatch('anonymity', form);
  const keepPartial: boolean | undefined = Form.useWatch('keep_partial', form);
  const open = useMemo(() => (units.data ?? []).filter((unit) => !unit.closed), [units.data]);
  const under = useMemo(() => (root ? below(open, root) : []), [open, root]);
  const kinds = [...new Set(under.map((unit) => unit.type))];
  const branch = (tree: Tree<Unit>): Branch => ({
    value: tree.code,
    title: text(tree.name),
    children: tree.children?.map(branch),
  });
  const missing = { required: true, message: t('plan.missing') };
  return (
    <fieldset className="m-plan-group">
      <legend>{t('plan.who')}</legend>
      <Form.Item name="root" label={t('plan.root')} rules={[missing]}>
        <TreeSelect
          treeData={forest(open).map(branch)}
          showSearch={{ treeNodeFilterProp: 'title' }}
          treeDefaultExpandedKeys={forest(open).map((tree) => tree.code)}
          placeholder={t('plan.choose')}
        />
      </Form.Item>
      {kinds.length > 1 && (
        <Form.Item name="types" label={t('plan.types')} extra={t('plan.types_note')}>
          <Checkbox.Group options={kinds.map((kind) => ({ value: kind, label: nameOf(kind) }))} />
        </Form.Item>
      )}
      {root && (
        <p className="m-muted" aria-live="polite">
          {t('plan.units', { n: count(surveyed(under, types).length) })}
        </p>
      )}
      <Form.Item name="target" label={t('plan.target')} extra={t('plan.target_note')}>
        <InputNumber min={0} max={100000} precision={0} />
      </Form.Item>
      <Form.Item name="anonymity" label={t('wave.anonymity')} extra={t('plan.anonymity_note')} required>
        <Radio.Group
          className="m-plan-levels"
          options={(['named', 'confidential', 'anonymous'] as const).map((level) => ({
            value: level,
            label: `${t(`wave.anonymity.${level}`)} — ${t(`plan.anonymity.${level}`)}`,
          }))}
        />
      </Form.Item>
      {level !== 'anonymous' && (
        <Form.Item name="keep_partial" valuePropName="checked" extra={t('plan.keep_partial_note')}>
          <Checkbox>{t('plan.keep_partial')}</Checkbox>
        </Form.Item>
      )}
      {level && <Statement anonymity={level} keepPartial={keepPartial} />}
    </fieldset>
  );
}
