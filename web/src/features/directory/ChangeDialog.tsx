import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { ProblemError } from '../../api/client';
import { changeUnits, forgetUnits, type UnitEdit, unitQueries } from '../../api/queries/directory';
import { useSpeech } from '../../lib/i18n';
import { Field } from '../../ui/Field';
import { Problem } from '../../ui/Problem';
import { Skeleton } from '../../ui/Skeleton';
import { Fields, MergeFields, SplitFields, UnitChoice } from './ChangeFields';
import { type Ask, begin, editOf, faultsOf, heirOf, type Unit } from './editing';
import { Following } from './Following';

type Props = { ask: Ask; units: Unit[]; day: string; close: () => void; done: (code: string) => void };

/** Asks from when on a change holds and what it is, shows what follows, and carries it out. */
export function ChangeDialog({ ask, units, day, close, done }: Props) {
  const { t, text } = useSpeech();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form, set] = useState(() => begin(ask, units, day));
  const edit = editOf(form, units);
  const settled = useSettled(edit);
  const preview = useQuery({ ...unitQueries.preview(settled), placeholderData: keepPreviousData });
  const run = useMutation({
    mutationFn: (one: UnitEdit) => changeUnits(one),
    onSuccess: async () => {
      await forgetUnits(client);
      message.success(t('directory.changed'));
      done(heirOf(form));
    },
  });
  const failed = run.error ?? preview.error;
  const problem = failed instanceof ProblemError ? failed.problem : undefined;
  const faults = edit ? faultsOf(problem) : {};
  const unit = units.find((one) => one.code === form.unit);
  const current = JSON.stringify(edit) === JSON.stringify(settled) && !preview.isFetching && preview.isSuccess;
  const props = { form, units, faults, set };
  return (
    <Modal
      open
      width={640}
      title={t(`directory.ask.${form.act}`, { unit: text(unit?.name) })}
      onCancel={close}
      onOk={() => edit && run.mutate(edit)}
      okText={t(`directory.do.${form.act}`)}
      okButtonProps={{ danger: form.act === 'close', disabled: !edit || !current, loading: run.isPending }}
      cancelText={t('form.cancel')}
    >
      <form
        className="m-units-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (edit && current) run.mutate(edit);
        }}
      >
        {form.act === 'move' && (
          <UnitChoice
            {...props}
            label={t('directory.new_parent')}
            field="parent"
            value={form.parent}
            choose={(parent) => set({ ...form, parent })}
            autoFocus
          />
        )}
        {(form.act === 'add' || form.act === 'change' || form.act === 'replace') && <Fields {...props} />}
        {form.act === 'merge' && <MergeFields {...props} />}
        {form.act === 'split' && <SplitFields {...props} />}
        <Field label={t('directory.on')} note={t('directory.on_note')} fault={faults.on}>
          {(id) => (
            <Input
              id={id}
              type="date"
              value={form.on}
              onChange={({ target }) => set({ ...form, on: target.value })}
              autoFocus={form.act === 'close'}
            />
          )}
        </Field>
        <button type="submit" hidden />
      </form>
      <section className="m-units-follow" aria-live="polite" aria-busy={preview.isFetching}>
        <h3>{t('directory.follows')}</h3>
        {!edit && <p className="m-muted">{t('directory.follows_later')}</p>}
        {edit && failed && <Refusal error={failed} faults={faults} again={() => forgetUnits(client)} />}
        {edit && !failed && preview.isPending && <Skeleton kind="strip" />}
        {edit && !failed && preview.data && <Following follow={preview.data} />}
      </section>
    </Modal>
  );
}

/** What was typed, once nobody has typed for a moment. */
function useSettled(edit: UnitEdit | undefined): UnitEdit | undefined {
  const [settled, settle] = useState(edit);
  const text = JSON.stringify(edit);
  useEffect(() => {
    const timer = setTimeout(() => settle(text === undefined ? undefined : JSON.parse(text)), 300);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Why the change cannot be made; what stands at a field is told there. */
function Refusal({ error, faults, again }: { error: unknown; faults: Record<string, string>; again: () => void }) {
  const { t } = useSpeech();
  const conflict = error instanceof ProblemError && error.problem.key?.startsWith('directory.edit.conflict');
  const elsewhere = Object.keys(faults).some((field) => field === '' || field === 'units' || field === 'into');
  if (!elsewhere && Object.keys(faults).length > 0 && !conflict) {
    return <p className="m-muted">{t('directory.follows_faults')}</p>;
  }
  return (
    <>
      <Problem error={error} />
      {conflict && <Button onClick={again}>{t('directory.reload')}</Button>}
    </>
  );
}
