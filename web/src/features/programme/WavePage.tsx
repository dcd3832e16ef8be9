import './monitor.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Descriptions, Tabs } from 'antd';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../../api/client';
import { programmesQuery, waveQueries } from '../../api/queries/wave';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { type Speech, useSpeech } from '../../lib/i18n';
import { useLiveCount } from '../../lib/live';
import { useUrlValues } from '../../lib/url';
import { Figure } from '../../ui/Figure';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { StateTag } from '../../ui/StateTag';
import { ExportButton } from '../export/ExportButton';
import { ImportLink } from '../mapping/ImportLink';
import { EraseNotes } from './EraseNotes';
import { Invitations } from './Invitations';
import { Links } from './Links';
import { actionsOf, isNext } from './model';
import { NextStep } from './NextStep';
import { Progress } from './Progress';
import { TestMode } from './TestMode';
import { WaveActions } from './WaveActions';

/** Each tab has filters of its own. */
const cleared = {
  q: undefined,
  unit: undefined,
  state: undefined,
  batch: undefined,
  type: undefined,
  below: undefined,
};

/** One wave: what it is, how far it is, the links people answer by, and what can be done next. */
export default function WavePage() {
  const { code = '' } = useParams();
  const { t, text } = useSpeech();
  const can = useCan();
  const [params, setTabs] = useUrlValues();
  const wave = useQuery(waveQueries.one(code));
  useLiveCount(code, wave.data?.state === 'open');
  const back = { to: '/waves', title: t('menu.waves') };
  if (!wave.data) {
    return (
      <Page title={code} back={back}>
        <Loaded query={wave} shape="page">
          {() => null}
        </Loaded>
      </Page>
    );
  }
  const tabs = tabsOf(wave.data, { t, can });
  return (
    <Page
      title={text(wave.data.name)}
      tag={<StateTag state={wave.data.state} />}
      subtitle={`${text(wave.data.programme.name)} · ${wave.data.code}`}
      back={back}
      actions={
        <>
          <Link to={`/waves/${code}/results`}>
            <Button type={actionsOf(wave.data).some(isNext) ? 'default' : 'primary'}>{t('wave.results')}</Button>
          </Link>
          <ExportButton wave={wave.data} />
          <ImportLink wave={wave.data} />
          <WaveActions wave={wave.data} />
        </>
      }
    >
      <NextStep wave={wave.data} />
      <EraseNotes code={code} />
      <Section>
        <Facts wave={wave.data} />
      </Section>
      <Section>
        <Tabs
          activeKey={tabs.find(({ key }) => key === params.get('tab'))?.key ?? 'progress'}
          destroyOnHidden
          onChange={(key) => setTabs({ tab: key === 'progress' ? undefined : key, ...cleared })}
          items={tabs}
        />
      </Section>
    </Page>
  );
}

/** What the page shows of a wave: the personal links of those waves that have some, to those who may see them. */
function tabsOf(wave: Schemas['WaveSummary'], { t, can }: { t: Speech['t']; can: (permission: string) => boolean }) {
  const personal = can(permissions.invitationRead) && wave.anonymity !== 'anonymous';
  const tried = can(permissions.programmeChange) && wave.state === 'planned';
  return [
    { key: 'progress', label: t('progress.title'), children: <Progress wave={wave} /> },
    ...(personal ? [{ key: 'invitations', label: t('invite.tab'), children: <Invitations wave={wave} /> }] : []),
    ...(tried ? [{ key: 'test', label: t('test.title'), children: <TestMode wave={wave} /> }] : []),
    ...(can(permissions.linkRead) ? [{ key: 'links', label: t('links.title'), children: <Links wave={wave} /> }] : []),
  ];
}

/** Dates are not broken over lines. */
const whole = (words: string) => <span className="m-whole">{words}</span>;

function Facts({ wave }: { wave: Schemas['WaveSummary'] }) {
  const { t, text, count, date, minute } = useSpeech();
  const programmes = useQuery(programmesQuery);
  const programme = programmes.data?.find((one) => one.code === wave.programme.code);
  const form = wave.questionnaire;
  const system = wave.indicator_system;
  return (
    <Descriptions
      column={{ xs: 1, sm: 2, lg: 3, xl: 4 }}
      items={[
        {
          key: 'responses',
          label: t('wave.responses'),
          children: (
            <strong data-testid="responses" aria-live="polite">
              {count(wave.responses)}
            </strong>
          ),
        },
        { key: 'headline', label: t('figure.score'), children: <Figure figure={wave.headline} /> },
        {
          key: 'period',
          label: t('wave.period'),
          children: whole(`${date(wave.period_from)} – ${date(wave.period_to)}`),
        },
        { key: 'units', label: t('wave.units'), children: count(wave.units) },
        { key: 'anonymity', label: t('wave.anonymity'), children: t(`wave.anonymity.${wave.anonymity}`) },
        {
          key: 'target',
          label: t('wave.target'),
          children: wave.target_per_unit
            ? t('wave.target_value', { n: count(wave.target_per_unit) })
            : t('wave.no_target'),
        },
        {
          key: 'questionnaire',
          label: t('wave.questionnaire'),
          children: (
            <Link to={`/questionnaires/${form.code}/${form.version}`}>
              {text(form.title)} {form.version}
            </Link>
          ),
        },
        {
          key: 'system',
          label: t('wave.indicator_system'),
          children: (
            <Link to={`/indicators/${system.code}/${system.version}`}>
              {text(system.name)} {system.version}
            </Link>
          ),
        },
        ...(wave.opened_at
          ? [{ key: 'opened', label: t('wave.opened_at'), children: whole(minute(wave.opened_at)) }]
          : []),
        ...(wave.closed_at
          ? [{ key: 'closed', label: t('wave.closed_at'), children: whole(minute(wave.closed_at)) }]
          : []),
        ...(['purpose', 'population'] as const).flatMap((key) => {
          const words = programme?.[key];
          return words && text(words)
            ? [{ key, label: t(`plan.${key}`), children: text(words), span: 'filled' as const }]
            : [];
        }),
      ]}
    />
  );
}
