import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useSpeech } from '../../lib/i18n';

type Props = {
  title: string;
  /** The question, with the name of the file. */
  ask: string;
  /** What is lost. */
  lost: string;
  pending: boolean;
  run: () => void;
};

/** Takes back what a file brought, after a question that says what is lost. */
export function Undo({ title, ask, lost, pending, run }: Props) {
  const { t } = useSpeech();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button danger onClick={() => setAsked(true)} loading={pending}>
        {title}
      </Button>
      <Modal
        open={asked}
        title={ask}
        onCancel={() => setAsked(false)}
        onOk={() => {
          setAsked(false);
          run();
        }}
        okText={title}
        okButtonProps={{ danger: true }}
        cancelText={t('form.cancel')}
      >
        <p>{lost}</p>
      </Modal>
    </>
  );
}
