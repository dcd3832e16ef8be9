import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, DatePicker, Drawer, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { keyQueries, makeKey } from '../../api/queries/auth';
import { useToday } from '../../app/session';
import { useSpeech } from '../../lib/i18n';
import { Loaded } from '../../ui/Loaded';
import { Problem } from '../../ui/Problem';
import { OneTime } from './OneTime';

type Fields = { name: string; scopes: string[]; expires: Dayjs };

/** Makes a key for another system and shows it, this once. */
export function NewKey({ close }: { close: () => void }) {
  const { t, word } = useSpeech();
  const client = useQueryClient();
  const scopes = useQuery(keyQueries.scopes);
  const run = useMutation({
    mutationFn: ({ name, scopes: chosen, expires }: Fields) =>
      makeKey(client, name, chosen, expires.format('YYYY-MM-DD')),
  });
  const today = dayjs(useToday());
  return (
    <Drawer open onClose={close} size={480} title={t('key.new')} mask={{ closable: !run.data }}>
      {run.data ? (
        <>
          <OneTime
            title={t('key.made', { name: run.data.key.name })}
            note={t('key.made_note')}
            label={t('key.key')}
            value={run.data.token}
          />
          <Button onClick={close}>{t('once.done')}</Button>
        </>
      ) : (
        <Form<Fields>
          layout="vertical"
          requiredMark={false}
          initialValues={{ scopes: [], expires: today.add(90, 'day') }}
          onFinish={(fields) => run.mutate(fields)}
        >
          {run.isError && <Problem error={run.error} />}
          <p className="m-note">{t('key.bound')}</p>
          <Form.Item
            name="name"
            label={t('key.name')}
            extra={t('key.name_note')}
            rules={[{ required: true, whitespace: true, message: t('key.name_missing') }]}
          >
            <Input autoComplete="off" maxLength={100} autoFocus />
          </Form.Item>
          <Loaded query={scopes} shape="table">
            {(list) => (
              <Form.Item
                name="scopes"
                label={t('key.scopes')}
                rules={[
                  {
                    validator: async (_, chosen: string[]) => {
                      if (chosen.length === 0) throw new Error(t('key.scopes_missing'));
                    },
                  },
                ]}
              >
                <Checkbox.Group
                  className="m-columns"
                  options={list.map((scope) => ({ value: scope, label: word('permission', scope) }))}
                />
              </Form.Item>
            )}
          </Loaded>
          <Form.Item
            name="expires"
            label={t('key.expires')}
            rules={[{ required: true, message: t('key.expires_missing') }]}
          >
            <DatePicker minDate={today} maxDate={today.add(1, 'year').subtract(1, 'day')} allowClear={false} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={run.isPending}>
            {t('key.make')}
          </Button>
        </Form>
      )}
    </Drawer>
  );
}
