import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { waveQueries } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { useLiveCount } from '../../lib/live';
import { useUrlValues } from '../../lib/url';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { StateTag } from '../../ui/StateTag';
import { BasisLine } from './BasisLine';
import { Headline } from './Headline';
import { ItemPanel } from './ItemPanel';
import { ResultFilters } from './ResultFilters';
import { TreeTable } from './TreeTable';
import { UnitPath } from './UnitPath';
import { UnitResults } from './UnitResults';

/** The results of a wave for one unit: how it stands, where, why. */
export default function WaveDashboard() {
  const { code = '' } = useParams();
  const { t, text, date } = useSpeech();
  const [params, setParams] = useUrlValues();
  const filter = {
    unit: params.get('unit') ?? undefined,
    weights: params.get('weights') ?? undefined,
    design: params.get('design') ?? undefined,
  };
  const dashboard = useQuery(waveQueries.dashboard(code, filter));
  const wave = dashboard.data?.wave;
  const live = useLiveCount(code, wave?.state === 'open');
  const back = { to: '/insight', title: t('menu.insight') };
  if (!dashboard.data || !wave) {
    return (
      <Page title={code} back={back}>
        <Loaded query={dashboard} shape="page">
          {() => null}
        </Loaded>
      </Page>
    );
  }
  const { unit, path, headline, tree, basis } = dashboard.data;
  return (
    <Page
      title={text(wave.name)}
      tag={<StateTag state={wave.state} />}
      subtitle={`${text(wave.programme.name)} · ${date(wave.period_from)} – ${date(wave.period_to)}`}
      back={back}
      actions={
        <Link to={`/waves/${wave.code}`}>
          <Button>{t('wave.manage')}</Button>
        </Link>
      }
    >
      <div className="m-filterbar">
        <UnitPath path={path} unit={unit} />
        <ResultFilters top={path[0]?.code ?? unit.code} basis={basis} />
      </div>
      <div className={dashboard.isPlaceholderData ? 'm-stale' : undefined}>
        <Headline headline={headline} direction={tree[0]?.direction} wave={wave} live={live} whole={path.length <= 1} />
        <Section title={t('tree.title')} note={t('tree.note')}>
          <LeftOut items={tree[0]?.without ?? []} live={wave.state === 'open' || wave.state === 'paused'} />
          <TreeTable wave={wave.code} tree={tree} filter={filter} onItem={(item) => setParams({ item })} />
        </Section>
        {unit.has_children && <UnitResults wave={wave} unit={unit} filter={filter} direction={tree[0]?.direction} />}
        <ItemPanel wave={wave} unit={unit} filter={filter} />
        <BasisLine basis={basis} wave={wave} />
      </div>
    </Page>
  );
}

/** Which items are not in the scores, since their answers are withheld. */
function LeftOut({ items, live }: { items: string[]; live: boolean }) {
  const { t, list } = useSpeech();
  if (items.length === 0) return null;
  return <p className="m-note">{t(live ? 'tree.without_live' : 'tree.without', { items: list(items) })}</p>;
}
