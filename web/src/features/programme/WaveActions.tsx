import './plan.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Schemas } from '../../api/client';
import { act, discardWave, extendWave, type WaveAction } from '../../api/queries/wave';
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
      <Planned wave={wave} />
      <Extension wave={wave} />
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

/** A wave that has not been opened can still be changed, or dropped. */
function Planned({ wave }: { wave: Wave }) {
  const { t, text } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, ask] = useState(false);
  const drop = useMutation({ mutationFn: () => discardWave(client, wave.code), onSuccess: () => navigate('/waves') });
  return (
    <>
      {wave.actions.includes('change') && (
        <Button onClick={() => navigate(`/waves/${wave.code}/edit`)}>{t('plan.change')}</Button>
      )}
      {wave.actions.includes('discard') && (
        <Button danger onClick={() => ask(true)}>
          {t('plan.discard')}
        </Button>
      )}
      {asking && (
        <Modal
          open
          title={t('plan.discard_ask', { wave: text(wave.name) })}
          onCancel={() => ask(false)}
          onOk={() => drop.mutate()}
          okText={t('plan.discard')}
          okButtonProps={{ danger: true, loading: drop.isPending }}
          cancelText={t('form.cancel')}
        >
          <p>{t('plan.discard_note')}</p>
          {drop.isError && <Problem error={drop.error} />}
        </Modal>
      )}
    </>
  );
}

/** An open wave can be given more time. */
function Extension({ wave }: { wave: Wave }) {
  const { t, text, date } = useSpeech();
  const client = useQueryClient();
  const [asking, ask] = useState(false);
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const run = useMutation({
    mutationFn: () => extendWave(client, wave.code, to, reason.trim()),
    onSuccess: () => {
      ask(false);
      setTo('');
      setReason('');
    },
  });
  if (!wave.actions.includes('extend')) return null;
  return (
    <>
      <Button onClick={() => ask(true)}>{t('plan.extend')}</Button>
      {asking && (
        <Modal
          open
          title={t('plan.extend_ask', { wave: text(wave.name) })}
          onCancel={() => ask(false)}
          onOk={() => run.mutate()}
          okText={t('plan.extend')}
          okButtonProps={{ disabled: to <= wave.period_to, loading: run.isPending }}
          cancelText={t('form.cancel')}
        >
          <p>{t('plan.extend_note', { to: date(wave.period_to) })}</p>
          {run.isError && <Problem error={run.error} />}
          <div className="m-plan-ask">
            <label htmlFor="extend-to">{t('plan.extend_to')}</label>
            <Input
              id="extend-to"
              type="date"
              min={wave.period_to}
              value={to}
              onChange={(event) => setTo(event.target.value)}
              autoFocus
            />
            <label htmlFor="extend-reason">{t('wave.reason_optional')}</label>
            <Input.TextArea
              id="extend-reason"
              rows={2}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </div>
        </Modal>
      )}
    </>
  );
}
