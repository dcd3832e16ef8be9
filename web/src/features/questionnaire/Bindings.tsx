import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { indicatorQueries } from '../../api/queries/indicator';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import type { Column } from '../../ui/table';
import { type Bound, bindings, scoreOf } from './model';

type Node = Schemas['IndicatorNode'];

const flat = (nodes: Node[]): Node[] => nodes.flatMap((node) => [node, ...flat(node.children ?? [])]);

/** Which indicator each item measures, and what each answer scores. */
export function Bindings({ document }: { document: Schemas['QuestionnaireDocument'] }) {
  const { t, text, decimal } = useSpeech();
  const rows = useMemo(() => bindings(document), [document]);
  const system = document.indicator_system;
  const tree = useQuery({
    ...indicatorQueries.one(system?.code ?? '', system?.version ?? ''),
    enabled: system !== undefined,
  }).data?.document.nodes;
  const columns = useMemo<Column<Bound>[]>(() => {
    const nodes = new Map(flat(tree ?? []).map((node) => [node.code, text(node.name)]));
    const indicator = (bound: Bound) => nodes.get(bound.binding.indicator) || bound.binding.indicator;
    const scores = (bound: Bound) =>
      bound.options
        .flatMap((option) => {
          const score = scoreOf(bound, option);
          return score === undefined ? [] : [`${text(option.text)} ${decimal(score, Number.isInteger(score) ? 0 : 1)}`];
        })
        .join(' · ');
    return [
      {
        key: 'item',
        title: t('item.item'),
        card: 'title',
        wrap: false,
        render: (row) => <code>{row.code}</code>,
        sort: (row) => row.code,
        csv: (row) => row.code,
      },
      {
        key: 'text',
        title: t('item.text'),
        card: 'line',
        render: (row) => <span className="m-wrap">{text(row.text)}</span>,
        csv: (row) => text(row.text),
      },
      {
        key: 'indicator',
        title: t('tree.indicator'),
        card: 'aside',
        render: (row) =>
          system ? <Link to={`/indicators/${system.code}/${system.version}`}>{indicator(row)}</Link> : indicator(row),
        sort: indicator,
        csv: indicator,
      },
      {
        key: 'code',
        title: t('system.node_code'),
        hidden: true,
        render: (row) => <code>{row.binding.indicator}</code>,
        csv: (row) => row.binding.indicator,
      },
      {
        key: 'scores',
        title: t('form.scores'),
        card: 'line',
        render: (row) => (
          <span className="m-wrap">{scores(row).replaceAll(/(?<!·) (?!·)/g, '\u00a0') || t('form.linear')}</span>
        ),
        csv: scores,
      },
    ];
  }, [system, tree, t, text, decimal]);
  return (
    <DataTable
      id="bindings"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.code}
      file={`${document.code}-${document.version}`}
      pageSize={200}
      empty={<Empty title={t('form.unbound')} />}
    />
  );
}
