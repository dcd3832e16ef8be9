import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, Popconfirm, Space } from 'antd';
import { ProblemError, type Schemas } from '../../api/client';
import { useToday } from '../../app/session';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';

type Absence = Schemas['AbsenceBody'];
type Props = {
  /** What is noted; nothing before. */
  absence?: Schemas['Absence'];
  set: (absence: Absence) => Promise<unknown>;
  end: () => Promise<unknown>;
};

const names = ['from', 'to', 'deputy'] as const;

/** What is wrong with which field. */
function faultsOf(error: unknown) {
  const parts = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return names.flatMap((name) => {
    const errors = parts.filter((part) => part.field === name).map((part) => part.detail ?? '');
    return errors.length > 0 ? [{ name, errors }] : [];
  });
}

/** When somebody is away and who stands in. */
export function AbsenceForm({ absence, set, end }: Props) {
  const { t, day } = useSpeech();
  const { message } = App.useApp();
  const [form] = Form.useForm<Absence>();
  const today = useToday();
  const noted = absence?.state === 'over' ? undefined : absence;
  const save = useMutation({
    mutationFn: set,
    onSuccess: () => message.success(t('absence.saved')),
    onError: (error) => form.setFields(faultsOf(error)),
  });
  const stop = useMutation({
    mutationFn: end,
    onSuccess: () => {
      form.setFieldsValue({ from: today, to: '', deputy: '' });
      message.success(t('absence.ended'));
    },
  });
  const error = faultsOf(save.error).length > 0 ? null : (save.error ?? stop.error);
  const needed = [{ required: true, message: t('absence.missing') }];
  return (
    <Form<Absence>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={noted ?? { from: today }}
      onFinish={(fields) => save.mutate({ ...fields, deputy: fields.deputy.trim() })}
    >
      {noted && (
        <p>
          {t(noted.state === 'now' ? 'absence.now' : 'absence.planned', {
            from: day(noted.from),
            to: day(noted.to),
            name: noted.name,
          })}
        </p>
      )}
      <p className="m-note">{t('absence.note')}</p>
      {error && <Problem error={error} />}
      <Space wrap>
        <Form.Item name="from" label={t('absence.from')} rules={needed}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="to" label={t('absence.to')} rules={needed}>
          <Input type="date" />
        </Form.Item>
      </Space>
      <Form.Item name="deputy" label={t('absence.deputy')} extra={t('absence.deputy_note')} rules={needed}>
        <Input autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={64} />
      </Form.Item>
      <Space wrap>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('absence.save')}
        </Button>
        {noted && (
          <Popconfirm
            title={t('absence.end_ask')}
            description={t('absence.end_note', { name: noted.name })}
            okText={t('absence.end')}
            cancelText={t('form.cancel')}
            onConfirm={() => stop.mutate()}
          >
            <Button loading={stop.isPending}>{t('absence.end')}</Button>
          </Popconfirm>
        )}
      </Space>
    </Form>
  );
}
