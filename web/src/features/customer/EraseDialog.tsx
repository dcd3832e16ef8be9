import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { erase, forget } from '../../api/queries/customer';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import type { Customer } from './model';

/** Says what is lost, asks what becomes of the answers, takes the reason for the audit log. */
export function EraseDialog({ customer, close }: { customer: Customer; close: () => void }) {
  const { t, count } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const [answers, setAnswers] = useState(false);
  const run = useMutation({
    mutationFn: () => erase(customer.id, reason.trim(), answers),
    onSuccess: (certificate) => {
      navigate(`/customers/certificates/${certificate.id}`);
      client.removeQueries({ queryKey: ['customers', 'one', customer.id] });
      void forget(client);
    },
  });
  return (
    <Modal
      open
      title={t('customer.erase_ask', { name: customer.name })}
      onCancel={close}
      onOk={() => run.mutate()}
      okText={t('customer.erase')}
      okButtonProps={{ disabled: reason.trim() === '', danger: true, loading: run.isPending }}
      cancelText={t('form.cancel')}
    >
      <p>
        {t('customer.erase_lost', { contacts: count(customer.contacts.length), units: count(customer.units.length) })}
      </p>
      {run.isError && <Problem error={run.error} />}
      <fieldset className="m-choice">
        <legend>{t('customer.erase_answers')}</legend>
        <Radio.Group
          value={answers}
          onChange={(event) => setAnswers(event.target.value === true)}
          options={[
            {
              value: false,
              label: <Choice title={t('customer.answers_keep')} note={t('customer.answers_keep_note')} />,
            },
            {
              value: true,
              label: <Choice title={t('customer.answers_erase')} note={t('customer.answers_erase_note')} />,
            },
          ]}
        />
      </fieldset>
      <label htmlFor="erase-reason">{t('wave.reason')}</label>
      <Input.TextArea
        id="erase-reason"
        rows={3}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        autoFocus
      />
    </Modal>
  );
}

function Choice({ title, note }: { title: string; note: string }) {
  return (
    <>
      {title}
      <span className="m-choice-note">{note}</span>
    </>
  );
}
