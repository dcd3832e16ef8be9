import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import type { Column } from '../../ui/table';
import { type Bound, bindings, scoreOf } from './model';

/** Which indicator each item measures, and what each answer scores. */
export function Bindings({ document }: { document: Schemas['QuestionnaireDocument'] }) {
  const { t, text, decimal } = useSpeech();
  const rows = useMemo(() => bindings(document), [document]);
  const system = document.indicator_system;
  const columns = useMemo<Column<Bound>[]>(() => {
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
          system ? (
            <Link to={`/indicators/${system.code}/${system.version}`}>{row.binding.indicator}</Link>
          ) : (
            row.binding.indicator
          ),
        sort: (row) => row.binding.indicator,
        csv: (row) => row.binding.indicator,
      },
      {
        key: 'scores',
        title: t('form.scores'),
        card: 'line',
        render: (row) => <span className="m-wrap">{scores(row) || t('form.linear')}</span>,
        csv: scores,
      },
    ];
  }, [system, t, text, decimal]);
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
