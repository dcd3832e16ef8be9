import './units.css';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { forgetUnits, undoChange, unitQueries } from '../../api/queries/directory';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { Page, Section } from '../../ui/Page';
import { Problem } from '../../ui/Problem';
import { Skeleton } from '../../ui/Skeleton';

type Change = Schemas['UnitChange'];

/** The changes of the organisation, the latest first; a mistaken one is taken back here. */
export default function ChangeLog() {
  const { t } = useSpeech();
  const log = useInfiniteQuery(unitQueries.changes);
  const [asked, ask] = useState<Change>();
  const changes = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('directory.log')} subtitle={t('directory.log_note')} back={{ to: '/units', title: t('menu.units') }}>
      <Section>
        {log.isPending && <Skeleton kind="table" />}
        {log.isError && <Problem error={log.error} retry={() => log.refetch()} />}
        {log.isSuccess && changes.length === 0 && <Empty title={t('directory.log_empty')} />}
        <ul className="m-units-log">
          {changes.map((one) => (
            <Entry key={one.revision} change={one} undo={() => ask(one)} />
          ))}
        </ul>
        {log.hasNextPage && (
          <Button onClick={() => log.fetchNextPage()} loading={log.isFetchingNextPage}>
            {t('directory.log_more')}
          </Button>
        )}
      </Section>
      {asked && <Undo change={asked} close={() => ask(undefined)} />}
    </Page>
  );
}

function Entry({ change, undo }: { change: Change; undo: () => void }) {
  const { t, word, minute, date } = useSpeech();
  const gone = change.undone_by !== undefined;
  return (
    <li>
      <div>
        <strong className={gone ? 'm-units-gone' : undefined}>{word('directory.logged', change.act)}</strong>{' '}
        {change.on && <span>{t('directory.from', { date: date(change.on) })}</span>}
        <p className="m-muted">
          {minute(change.at)} · {word('actor', change.by)}
          {gone && ` · ${t('directory.undone_by', { who: word('actor', change.undone_by ?? '') })}`}
        </p>
        <p className="m-units-codes">
          {change.units.slice(0, 12).map((one) => (
            <Link key={one.code} to={`/units?unit=${one.code}`}>
              {one.code} <span className="m-muted">{word('directory.what', one.what)}</span>
            </Link>
          ))}
          {change.units.length > 12 && (
            <span className="m-muted">{t('directory.and_more', { n: change.units.length - 12 })}</span>
          )}
        </p>
      </div>
      <div className="m-units-undo">
        {change.undo ? (
          <Button onClick={undo} aria-label={`${t('directory.undo')} ${change.units[0]?.code ?? ''}`}>
            {t('directory.undo')}
          </Button>
        ) : (
          !gone && change.act !== 'undo' && <span className="m-muted">{change.why}</span>
        )}
      </div>
    </li>
  );
}

function Undo({ change, close }: { change: Change; close: () => void }) {
  const { t, word } = useSpeech();
  const { message } = App.useApp();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: () => undoChange(change.revision),
    onSuccess: async () => {
      await forgetUnits(client);
      message.success(t('directory.undone'));
      close();
    },
  });
  return (
    <Modal
      open
      title={t('directory.undo_ask', { what: word('directory.logged', change.act) })}
      onCancel={close}
      onOk={() => run.mutate()}
      okText={t('directory.undo')}
      okButtonProps={{ loading: run.isPending, autoFocus: true }}
      cancelText={t('form.cancel')}
    >
      <p>{t('directory.undo_note')}</p>
      <p className="m-units-codes">
        {change.units.slice(0, 30).map((one) => (
          <code key={one.code}>{one.code}</code>
        ))}
      </p>
      {run.isError && <Problem error={run.error} />}
    </Modal>
  );
}
