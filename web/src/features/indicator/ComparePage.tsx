import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { indicatorQueries, type State } from '../../api/queries/indicator';
import { useCan } from '../../app/session';
import { permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { useUrlValues } from '../../lib/url';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Differences } from './Differences';

/** A state in the address: "bank@1.0", or "draft:" and its id. */
function parse(text: string | null): State | undefined {
  if (!text) return undefined;
  if (text.startsWith('draft:')) return { draft: text.slice(6) };
  const [code, version] = text.split('@');
  return code && version ? { code, version } : undefined;
}

/** The document of a state, for the names in it. */
function useDocument(state: State | undefined) {
  const { draft = '', code = '', version = '' } = state ?? {};
  const stored = useQuery({ ...indicatorQueries.draft(draft), enabled: draft !== '' });
  const published = useQuery({ ...indicatorQueries.one(code, version), enabled: code !== '' });
  return (draft ? stored : published).data?.document;
}

/** What differs between any two versions, or a draft and a version. */
export default function ComparePage() {
  const { t, text, minute } = useSpeech();
  const can = useCan();
  const [params, set] = useUrlValues();
  const from = parse(params.get('from'));
  const to = parse(params.get('to'));
  const systems = useQuery(indicatorQueries.list);
  const drafts = useQuery({ ...indicatorQueries.drafts, enabled: can(permissions.indicatorChange) });
  const differences = useQuery({ ...indicatorQueries.diff(from ?? {}, to ?? {}), enabled: !!from && !!to });
  const before = useDocument(from);
  const now = useDocument(to);
  const states = [
    ...(drafts.data ?? []).map((one) => ({
      value: `draft:${one.id}`,
      label: `${t('system.draft.draft')} ${minute(one.changed_at)} · ${text(one.name)}`,
    })),
    ...(systems.data ?? []).map((one) => ({
      value: `${one.code}@${one.version}`,
      label: `${one.version} · ${text(one.name)}`,
    })),
  ];
  const choose = (name: 'from' | 'to') => (
    <label htmlFor={`diff-${name}`}>
      {t(`system.diff.${name}`)}
      <Select
        id={`diff-${name}`}
        className="m-diff-state"
        value={params.get(name) ?? undefined}
        placeholder={t('system.diff.choose')}
        onChange={(value) => set({ [name]: value })}
        options={states}
      />
    </label>
  );
  return (
    <Page title={t('system.diff.title')} back={{ to: '/indicators', title: t('menu.indicators') }}>
      <Section>
        <div className="m-diff-states">
          {choose('from')}
          {choose('to')}
        </div>
        {!from || !to ? (
          <Empty title={t('system.diff.empty')} />
        ) : (
          <Loaded query={differences} shape="table">
            {(changes) => before && now && <Differences changes={changes} before={before} now={now} />}
          </Loaded>
        )}
      </Section>
    </Page>
  );
}
