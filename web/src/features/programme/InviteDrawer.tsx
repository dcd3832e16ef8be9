import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Descriptions, Drawer, Form, InputNumber, Select, TreeSelect } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../api/client';
import { customerQueries } from '../../api/queries/customer';
import { checkSelection, issue } from '../../api/queries/invitation';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { kinds, statuses } from '../customer/model';
import { useWaveUnits } from '../directory/useWaveUnits';
import { everybody, type Fields, refusals, selectionOf, toIssue } from './inviting';

type Wave = Schemas['WaveSummary'];
type Check = Schemas['InvitationCheck'];

/** Chooses customers, shows what that comes to, and has their links issued. */
export default function InviteDrawer({ wave, close }: { wave: Wave; close: () => void }) {
  const { t, count } = useSpeech();
  const client = useQueryClient();
  const [fields, setFields] = useState(everybody);
  const check = useMutation({ mutationFn: () => checkSelection(wave.code, selectionOf(fields)) });
  const run = useMutation({ mutationFn: () => issue(client, wave.code, selectionOf(fields)), onSuccess: close });
  const change = (some: Partial<Fields>) => {
    setFields((old) => ({ ...old, ...some }));
    check.reset();
    run.reset();
  };
  const n = check.data ? toIssue(check.data.usable, fields.limit) : 0;
  const id = 'invite-form';
  return (
    <Drawer
      open
      onClose={close}
      size={520}
      title={t('invite.title')}
      className="m-invite"
      footer={
        <div className="m-row-actions">
          <Button form={id} htmlType="submit" type={n > 0 ? 'default' : 'primary'} loading={check.isPending}>
            {t('invite.check')}
          </Button>
          {check.data && (
            <Button type="primary" disabled={n === 0} loading={run.isPending} onClick={() => run.mutate()}>
              {t('invite.issue', { n: count(n) })}
            </Button>
          )}
        </div>
      }
    >
      <p className="m-note">{t('invite.note')}</p>
      <Form id={id} layout="vertical" onFinish={() => check.mutate()}>
        <Choices wave={wave.code} fields={fields} change={change} />
      </Form>
      {check.isError && <Problem error={check.error} />}
      <div aria-live="polite">
        {check.data && <Outcome check={check.data} />}
        {run.isError && <Problem error={run.error} />}
      </div>
    </Drawer>
  );
}

type ChoicesProps = { wave: string; fields: Fields; change: (some: Partial<Fields>) => void };

function Choices({ wave, fields, change }: ChoicesProps) {
  const { t, text, word } = useSpeech();
  const schema = useQuery(customerQueries.schema);
  const stages = schema.data?.stages ?? [];
  const options = (schema.data?.attributes ?? []).flatMap((one) =>
    one.options.map((option) => ({
      value: `${one.code}:${option.code}`,
      label: `${text(one.name)}: ${text(option.name)}`,
    })),
  );
  return (
    <>
      <Units wave={wave} value={fields.units} onChange={(units) => change({ units })} />
      {stages.length > 0 && (
        <Form.Item label={t('customer.stage')} htmlFor="invite-stages">
          <Select
            id="invite-stages"
            mode="multiple"
            allowClear
            placeholder={t('invite.any')}
            value={fields.stages}
            onChange={(stages: string[]) => change({ stages })}
            options={stages.map((stage) => ({ value: stage.code, label: text(stage.name) }))}
          />
        </Form.Item>
      )}
      <Form.Item label={t('customer.kind')}>
        <Checkbox.Group
          value={fields.kinds}
          onChange={(chosen) => change({ kinds: chosen })}
          options={kinds.map((kind) => ({ value: kind, label: word('customer.kind', kind) }))}
        />
      </Form.Item>
      <Form.Item label={t('customer.status')} htmlFor="invite-status">
        <Select
          id="invite-status"
          allowClear
          placeholder={t('invite.any')}
          value={fields.status}
          onChange={(status?: string) => change({ status })}
          options={statuses.map((status) => ({ value: status, label: word('customer.status', status) }))}
        />
      </Form.Item>
      {options.length > 0 && (
        <Form.Item label={t('customer.attribute')} htmlFor="invite-attribute">
          <Select
            id="invite-attribute"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('invite.any')}
            value={fields.attribute}
            onChange={(attribute?: string) => change({ attribute })}
            options={options}
          />
        </Form.Item>
      )}
      <Form.Item label={t('invite.limit')} extra={t('invite.limit_note')} htmlFor="invite-limit">
        <InputNumber
          id="invite-limit"
          min={1}
          precision={0}
          placeholder={t('invite.no_limit')}
          value={fields.limit}
          onChange={(limit) => change({ limit })}
        />
      </Form.Item>
    </>
  );
}

/** Units of the wave; a unit with others below it stands for them. */
function Units({ wave, value, onChange }: { wave: string; value: string[]; onChange: (units: string[]) => void }) {
  const { t } = useSpeech();
  const tree = useWaveUnits(wave);
  return (
    <Form.Item label={t('units.unit')} htmlFor="invite-units">
      <TreeSelect
        id="invite-units"
        multiple
        treeCheckable
        showCheckedStrategy={TreeSelect.SHOW_PARENT}
        placeholder={t('export.all_units')}
        value={value}
        onChange={(chosen: string[]) => onChange(chosen)}
        treeData={tree}
        showSearch={{ treeNodeFilterProp: 'title' }}
        treeDefaultExpandedKeys={tree.map((node) => node.value)}
        allowClear
        maxTagCount="responsive"
      />
    </Form.Item>
  );
}

function Outcome({ check }: { check: Check }) {
  const { t, word, count } = useSpeech();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, []);
  const refused = refusals(check.refused);
  const reasons = refused.map((one) => `${word('invite.refused', one.reason)} ${count(one.count)}`);
  return (
    <div ref={end} className="m-invite-outcome">
      <Descriptions
        column={{ xs: 2, sm: 4 }}
        layout="vertical"
        colon={false}
        items={[
          { key: 'matching', label: t('invite.matching'), children: count(check.matching) },
          { key: 'before', label: t('invite.invited_before'), children: count(check.invited_before) },
          { key: 'refused', label: t('invite.refused'), children: count(sum(refused)) },
          { key: 'usable', label: t('invite.usable'), children: <strong>{count(check.usable)}</strong> },
        ]}
      />
      {refused.length > 0 && (
        <p className="m-note">{t('invite.refused_why', { reasons: reasons.join(t('invite.comma')) })}</p>
      )}
      {check.usable > 0 && <p className="m-note">{t('invite.issue_note')}</p>}
    </div>
  );
}

const sum = (refused: Check['refused']) => refused.reduce((total, one) => total + one.count, 0);
