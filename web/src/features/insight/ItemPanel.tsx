import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { href, type Schemas } from '../../api/client';
import { type ResultFilter, waveQueries } from '../../api/queries/wave';
import { DistributionChart } from '../../charts/DistributionChart';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue } from '../../lib/url';
import { Empty } from '../../ui/Empty';
import { Figure } from '../../ui/Figure';
import type { Unit } from '../../ui/figure';
import { Loaded } from '../../ui/Loaded';
import { Section } from '../../ui/Page';

type Props = { wave: Schemas['WaveSummary']; unit: Schemas['UnitRef']; filter: ResultFilter };

/** What people answered, item by item. */
export function ItemPanel({ wave, unit, filter }: Props) {
  const { t, text } = useSpeech();
  const [chosen, choose] = useUrlValue('item');
  const items = useQuery(waveQueries.items(wave.code));
  const item = chosen || items.data?.[0]?.code || '';
  return (
    <Section
      title={t('item.title')}
      extra={
        items.data &&
        items.data.length > 0 && (
          <Select
            aria-label={t('item.choose')}
            className="m-item-select"
            value={item}
            onChange={choose}
            showSearch={{ optionFilterProp: 'label' }}
            popupMatchSelectWidth={false}
            options={items.data.map((one) => ({ value: one.code, label: `${one.code} ${text(one.text)}` }))}
          />
        )
      }
    >
      <Loaded query={items} shape="chart">
        {() =>
          item ? <ItemResult wave={wave} unit={unit} filter={filter} item={item} /> : <Empty title={t('item.none')} />
        }
      </Loaded>
    </Section>
  );
}

function ItemResult({ wave, unit, filter, item }: Props & { item: string }) {
  const { t, text, count } = useSpeech();
  const result = useQuery(waveQueries.item(wave.code, item, filter));
  const address = (kind: string) =>
    href(`/api/v1/waves/${encodeURIComponent(wave.code)}/tables/item.${kind}`, { ...filter, item });
  return (
    <Loaded query={result} shape="chart">
      {({ item: asked, answered: base, distribution, others, hidden, figures }) => {
        const shown: [string, Schemas['Figure'] | undefined, Unit][] = [
          [t('figure.score'), figures.score, 'score'],
          [t('figure.mean'), figures.mean, 'mean'],
          [t('figure.top2'), figures.top2, 'percent'],
          [t('figure.nps'), figures.nps, 'score'],
        ];
        return (
          <div className={result.isPlaceholderData ? 'm-stale' : undefined}>
            <dl className="m-inline-figures">
              {shown.map(([label, figure, unitOf]) =>
                figure ? (
                  <div key={label}>
                    <dt>{label}</dt>
                    <dd>
                      <Figure figure={figure} unit={unitOf} />
                    </dd>
                  </div>
                ) : null,
              )}
            </dl>
            {distribution.length > 0 ? (
              <>
                <DistributionChart
                  title={text(asked.text)}
                  subtitle={t('item.subtitle', { unit: text(unit.name), n: count(base) })}
                  file={`${wave.code}-${asked.code}`}
                  shares={distribution}
                  base={base}
                />
                <Merged shares={distribution} others={others} base={base} />
              </>
            ) : (
              <Empty title={t(`item.hidden.${hidden ?? 'suppressed'}`)} />
            )}
            <p className="m-note">
              {t('item.save')} <a href={address('xlsx')}>XLSX</a> · <a href={address('csv')}>CSV</a>
            </p>
          </div>
        );
      }}
    </Loaded>
  );
}

/** The answers that too few people gave, by name, and how many they are together. */
function Merged({
  shares,
  others,
  base,
}: Pick<Schemas['ItemView'], 'others'> & { shares: Schemas['Bar'][]; base: number }) {
  const { t, text, count, share } = useSpeech();
  const merged = shares.filter((one) => one.merged);
  if (merged.length === 0) return null;
  const answers = merged.map((one) => text(one.text)).join(t('item.and'));
  return (
    <p className="m-note">
      {others
        ? t('item.together', { answers, share: share(others.share, base), n: count(others.n) })
        : t('item.not_alone', { answers })}
    </p>
  );
}
