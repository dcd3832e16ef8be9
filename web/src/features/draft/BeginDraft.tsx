import './draft.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Modal, Tabs } from 'antd';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { editPath } from './kind';

/** What the part of a way may do in its dialog: begin when Enter is pressed, take back what went wrong. */
export type Dialog = { begin: () => void; forget: () => void };

/** One way to begin a draft: its part of the dialog, and the beginning as soon as everything needed is said. */
export type Way<B> = {
  key: string;
  label: string;
  part: (dialog: Dialog) => ReactNode;
  beginning: B | undefined;
  disabled?: boolean;
  width?: number;
};

type Props<B> = {
  title: string;
  path: string;
  ways: [Way<B>, ...Way<B>[]];
  create: (client: ReturnType<typeof useQueryClient>, beginning: B) => Promise<{ id: string }>;
  close: () => void;
};

/** Begins a draft in one of several ways, and goes on to its desk. */
export function BeginDraft<B>({ title, path, ways, create, close }: Props<B>) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [chosen, choose] = useState(ways[0].key);
  const run = useMutation({
    mutationFn: (beginning: B) => create(client, beginning),
    onSuccess: (draft) => navigate(editPath({ path }, draft.id)),
  });
  const { beginning, width } = ways.find((one) => one.key === chosen) ?? ways[0];
  const begin = () => beginning && run.mutate(beginning);
  return (
    <Modal
      open
      width={width}
      title={title}
      okText={t('system.new.begin')}
      okButtonProps={{ disabled: !beginning, loading: run.isPending }}
      cancelText={t('form.cancel')}
      onOk={begin}
      onCancel={close}
    >
      <Tabs
        activeKey={chosen}
        onChange={(key) => {
          choose(key);
          run.reset();
        }}
        items={ways.map(({ key, label, disabled, part }) => ({
          key,
          label,
          disabled,
          children: part({ begin, forget: run.reset }),
        }))}
      />
      {run.isError && <Problem error={run.error} />}
    </Modal>
  );
}
