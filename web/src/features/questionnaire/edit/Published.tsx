import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../../api/client';
import { rewordWave } from '../../../api/queries/questionnaire';
import { useSpeech } from '../../../lib/i18n';
import { Problem } from '../../../ui/Problem';

type Props = { published: Schemas['PublishedQuestionnaire']; close: () => void };

/** After a minor version: the waves on an earlier wording, each of which may take this one. */
export function Published({ published, close }: Props) {
  const { t, text } = useSpeech();
  const client = useQueryClient();
  const [taken, setTaken] = useState<string[]>([]);
  const { version } = published;
  const run = useMutation({
    mutationFn: (wave: string) => rewordWave(client, wave, version),
    onSuccess: (_, wave) => setTaken((list) => [...list, wave]),
  });
  return (
    <Modal
      open
      title={t('qe.published.title', { version })}
      okText={t('qe.published.done')}
      cancelButtonProps={{ hidden: true }}
      onOk={close}
      onCancel={close}
    >
      <p>{t('qe.published.waves')}</p>
      <ul className="m-q-sources">
        {published.waves.map((wave) => (
          <li key={wave.code}>
            <span>{text(wave.name) || wave.code}</span>
            {taken.includes(wave.code) ? (
              <span className="m-muted">{t('qe.published.taken', { version })}</span>
            ) : (
              <Button
                size="small"
                loading={run.isPending && run.variables === wave.code}
                aria-label={`${t('qe.published.take', { version })} ${text(wave.name)}`}
                onClick={() => run.mutate(wave.code)}
              >
                {t('qe.published.take', { version })}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {run.isError && <Problem error={run.error} />}
    </Modal>
  );
}
