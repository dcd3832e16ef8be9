import './testMode.css';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Collapse, Popconfirm } from 'antd';
import type { Schemas } from '../../api/client';
import { makeTestLink, type TestAnswer, testAnswersQuery, wipeTestAnswers } from '../../api/queries/testMode';
import { useSpeech } from '../../lib/i18n';
import { Empty } from '../../ui/Empty';
import { More } from '../../ui/Pages';
import { Problem } from '../../ui/Problem';
import { Skeleton } from '../../ui/Skeleton';

type Wave = Schemas['WaveSummary'];

/** Trying the form of a planned wave: a link of its own, and what was answered there, item by item. */
export function TestMode({ wave }: { wave: Wave }) {
  const { t, count } = useSpeech();
  const client = useQueryClient();
  const tests = useInfiniteQuery(testAnswersQuery(wave.code));
  const make = useMutation({ mutationFn: () => makeTestLink(client, wave.code) });
  if (tests.isPending) return <Skeleton kind="table" />;
  if (tests.isError) return <Problem error={tests.error} retry={() => tests.refetch()} />;
  const first = tests.data.pages[0];
  const answers = tests.data.pages.flatMap((page) => page.items);
  if (!first?.link) {
    return (
      <Empty
        title={t('test.none')}
        action={
          <Button type="primary" onClick={() => make.mutate()} loading={make.isPending}>
            {t('test.make')}
          </Button>
        }
      >
        {t('test.what')}
        {make.isError && <Problem error={make.error} />}
      </Empty>
    );
  }
  return (
    <>
      <TestLink link={first.link} />
      <div className="m-test-head">
        <h3>{t('test.answers', { n: count(first.count) })}</h3>
        {first.count > 0 && <Wipe wave={wave} />}
      </div>
      {answers.length === 0 ? <p className="m-note">{t('test.no_answers')}</p> : <Answers answers={answers} />}
      <More query={tests} />
    </>
  );
}

function TestLink({ link }: { link: Schemas['TestLink'] }) {
  const { t, minute } = useSpeech();
  const { message } = App.useApp();
  const copy = () =>
    navigator.clipboard.writeText(link.url).then(
      () => message.success(t('links.copied')),
      () => message.error(t('links.not_copied')),
    );
  return (
    <div className="m-test-link">
      <img src={link.qr} alt={t('test.qr')} width={152} height={152} />
      <div>
        <p>{t('test.what')}</p>
        <p>
          <a href={link.url} target="_blank" rel="noreferrer" className="m-url">
            {link.url}
          </a>
        </p>
        <Button onClick={copy}>{t('links.copy')}</Button>
        <p className="m-note">{t('test.made', { name: link.made_by, at: minute(link.made_at) })}</p>
      </div>
    </div>
  );
}

function Wipe({ wave }: { wave: Wave }) {
  const { t } = useSpeech();
  const { message } = App.useApp();
  const client = useQueryClient();
  const wipe = useMutation({
    mutationFn: () => wipeTestAnswers(client, wave.code),
    onError: () => message.error(t('test.not_wiped')),
  });
  return (
    <Popconfirm
      title={t('test.wipe_ask')}
      okText={t('test.wipe')}
      cancelText={t('form.cancel')}
      onConfirm={() => wipe.mutateAsync().catch(() => undefined)}
    >
      <Button loading={wipe.isPending}>{t('test.wipe')}</Button>
    </Popconfirm>
  );
}

function Answers({ answers }: { answers: TestAnswer[] }) {
  const { t, minute, count } = useSpeech();
  return (
    <Collapse
      defaultActiveKey={answers[0]?.id}
      items={answers.map((one) => ({
        key: one.id,
        label: (
          <span className="m-test-label">
            <strong>{minute(one.received_at)}</strong>
            <span>{t(`language.${one.language}`)}</span>
            <span>{t('test.version', { version: one.version })}</span>
            {one.seconds !== undefined && <span>{t('test.seconds', { n: count(one.seconds) })}</span>}
          </span>
        ),
        children: <Items answer={one} />,
      }))}
    />
  );
}

/** The items that were asked and what was answered, in their order. */
function Items({ answer }: { answer: TestAnswer }) {
  const { t, text } = useSpeech();
  return (
    <dl className="m-test-items">
      {answer.items.map((one) => (
        <div key={one.item}>
          <dt>
            <code>{one.item}</code> {text(one.text)}
          </dt>
          <dd>{one.answer ?? <span className="m-test-left">{t('test.left_out')}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
