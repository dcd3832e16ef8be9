import { Button } from 'antd';
import { useMemo } from 'react';
import { href, type Schemas } from '../../api/client';
import type { ResultFilter } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { Change } from '../../ui/Change';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Figure } from '../../ui/Figure';
import { ScoreBar } from '../../ui/ScoreBar';
import type { Column } from '../../ui/table';
import { type Branch, branches, missesTarget, parents } from './model';

type Props = {
  wave: string;
  tree: Schemas['Node'][];
  filter: ResultFilter;
  onItem: (item: string) => void;
};

/** Why it stands so: every indicator with its score, importance, target and responsible department. */
export function TreeTable({ wave, tree, filter, onItem }: Props) {
  const { t, text, decimal } = useSpeech();
  const roots = useMemo(() => branches(tree), [tree]);
  const columns = useMemo<Column<Branch>[]>(
    () => [
      {
        key: 'indicator',
        title: t('tree.indicator'),
        card: 'title',
        render: (node) => <span className={node.level <= 1 ? 'm-strong' : undefined}>{text(node.name)}</span>,
      },
      {
        key: 'score',
        title: t('figure.score'),
        card: 'aside',
        render: (node) => (
          <span className="m-score-cell">
            <Figure figure={node.score} />
            {missesTarget(node) && (
              <span className="m-mark">
                {t(node.direction === 'lower' ? 'tree.above_target' : 'tree.below_target')}
              </span>
            )}
          </span>
        ),
        sort: (node) => node.score.value,
        width: 216,
      },
      {
        key: 'bar',
        title: t('tree.scale'),
        render: (node) => <ScoreBar figure={node.score} target={node.target} />,
        width: 140,
      },
      {
        key: 'change',
        title: t('change.title'),
        card: 'line',
        render: (node) => <Change change={node.change} direction={node.direction} />,
        sort: (node) => node.change?.value,
      },
      {
        key: 'importance',
        title: t('tree.importance'),
        align: 'right',
        render: (node) => <span title={t('tree.entered', { n: node.importance })}>{decimal(node.share * 100)}%</span>,
        sort: (node) => node.share,
      },
      {
        key: 'department',
        title: t('tree.department'),
        card: 'line',
        wrap: true,
        render: (node) => text(node.department?.name),
        sort: (node) => text(node.department?.name) || undefined,
      },
      {
        key: 'target',
        title: t('tree.target_title'),
        align: 'right',
        hidden: true,
        render: (node) => (typeof node.target === 'number' ? decimal(node.target) : ''),
        sort: (node) => node.target,
      },
      {
        key: 'items',
        title: t('tree.items'),
        render: (node) => (
          <span className="m-items">
            {node.items.map((item) => (
              <Button key={item} type="link" size="small" onClick={() => onItem(item)}>
                {item}
              </Button>
            ))}
          </span>
        ),
      },
    ],
    [t, text, decimal, onItem],
  );
  const address = (kind: string) => href(`/api/v1/waves/${encodeURIComponent(wave)}/tables/tree.${kind}`, filter);
  return (
    <DataTable
      id="tree"
      columns={columns}
      rows={roots}
      rowKey={(node) => node.code}
      expanded={parents(tree)}
      exports={[
        { label: 'XLSX', href: address('xlsx') },
        { label: 'CSV', href: address('csv') },
      ]}
      empty={<Empty title={t('tree.empty')} />}
      footnote={t('figure.small_note')}
    />
  );
}
