import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { act, type WaveAction } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { actionsOf, isGrave, isNext, needsReason } from './model';

type Wave = Schemas['WaveSummary'];

/** What can be done to the wave now: the obvious next step is the primary button. */
export function WaveActions({ wave }: { wave: Wave }) {
  const { t } = useSpeech();
  const [asked, ask] = useState<WaveAction>();
  return (
    <>
      {actionsOf(wave).map((action) => (
        <Button key={action} type={isNext(action) ? 'primary' : 'default'} onClick={() => ask(action)}>
          {t(`wave.action.${action}`)}
        </Button>
      ))}
      {asked && <ActionDialog wave={wave} action={asked} close={() => ask(undefined)} />}
    </>
  );
}

/** Names the wave, says what happens, takes the reason for the audit log. */
function ActionDialog({ wave, action, close }: { wave: Wave; action: WaveAction; close: () => void }) {
  const { t, text, count } = useSpeech();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const run = useMutation({ mutationFn: () => act(client, wave.code, action, reason.trim()), onSuccess: close });
  const missing = needsReason(action) && reason.trim() === '';
  const id = `reason-${wave.code}`;
  return (
    <Modal
      open
      title={t('wave.ask', { action: t(`wave.action.${action}`), wave: text(wave.name) })}
      onCancel={close}
      onOk={() => run.mutate()}
      okText={t(`wave.action.${action}`)}
      okButtonProps={{ disabled: missing, danger: isGrave(action), loading: run.isPending }}
      cancelText={t('form.cancel')}
    >
      <p>{t(`wave.happens.${action}`, { n: count(wave.responses), units: count(wave.units) })}</p>
      {run.isError && <Problem error={run.error} />}
      <label htmlFor={id}>{t(needsReason(action) ? 'wave.reason' : 'wave.reason_optional')}</label>
      <Input.TextArea
        id={id}
        rows={3}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        autoFocus
      />
    </Modal>
  );
}
