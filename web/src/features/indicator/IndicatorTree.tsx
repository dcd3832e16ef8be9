import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import type { Column } from '../../ui/table';
import { codesWithChildren, type Listed, listed } from './model';

/** The tree of a system with importances, targets, departments and the items that measure its leaves. */
export function IndicatorTree({ view }: { view: Schemas['IndicatorView'] }) {
  const { t, text, decimal } = useSpeech();
  const rows = useMemo(() => listed(view.document.nodes), [view]);
  const columns = useMemo<Column<Listed>[]>(() => {
    const departments = new Map((view.document.departments ?? []).map((one) => [one.code, text(one.name)]));
    const departmentOf = (node: Listed) => (node.answersTo ? (departments.get(node.answersTo) ?? node.answersTo) : '');
    const bound = (node: Listed) => view.bindings.filter((one) => one.indicator === node.code);
    return [
      {
        key: 'indicator',
        title: t('tree.indicator'),
        card: 'title',
        render: (node) => (
          <span>
            <span className={node.level === 1 ? 'm-strong' : undefined}>{text(node.name)}</span>
            {node.description && <span className="m-muted"> {text(node.description)}</span>}
          </span>
        ),
        csv: (node) => `${'  '.repeat(node.level - 1)}${text(node.name)}`,
      },
      {
        key: 'code',
        title: t('system.node_code'),
        render: (node) => <code>{node.code}</code>,
        csv: (node) => node.code,
      },
      {
        key: 'importance',
        title: t('tree.importance'),
        align: 'right',
        card: 'line',
        render: (node) => node.importance,
        csv: (node) => node.importance,
      },
      {
        key: 'share',
        title: t('system.share'),
        align: 'right',
        card: 'line',
        render: (node) => (
          <>
            {decimal(node.share * 100)}% <span className="m-muted">{node.exact}</span>
          </>
        ),
        csv: (node) => node.share,
      },
      {
        key: 'target',
        title: t('tree.target_title'),
        align: 'right',
        render: (node) => (typeof node.target === 'number' ? decimal(node.target) : ''),
        csv: (node) => node.target,
      },
      {
        key: 'department',
        title: t('tree.department'),
        card: 'line',
        wrap: true,
        render: (node) =>
          departmentOf(node) && <span className={node.department ? undefined : 'm-muted'}>{departmentOf(node)}</span>,
        csv: departmentOf,
      },
      {
        key: 'missing',
        title: t('system.missing'),
        hidden: true,
        render: (node) =>
          node.children ? t(node.missing === 'incomplete' ? 'system.incomplete' : 'system.renormalise') : '',
      },
      {
        key: 'items',
        title: t('system.sources'),
        card: 'line',
        render: (node) =>
          node.children || bound(node).length > 0 ? (
            bound(node).map((one) => (
              <Link
                key={`${one.questionnaire}/${one.version}/${one.item}`}
                to={`/questionnaires/${one.questionnaire}/${one.version}?tab=bindings`}
                className="m-source"
                title={`${one.questionnaire} ${one.version}: ${text(one.text)}`}
              >
                {one.item}
              </Link>
            ))
          ) : (
            <span className="m-muted">{t('system.no_source')}</span>
          ),
        csv: (node) =>
          bound(node)
            .map((one) => one.item)
            .join(' '),
      },
    ];
  }, [view, t, text, decimal]);
  return (
    <DataTable
      id="system"
      columns={columns}
      rows={rows}
      rowKey={(node) => node.code}
      expanded={codesWithChildren(rows)}
      file={`${view.document.code}-${view.document.version}`}
      pageSize={500}
      empty={<Empty title={t('tree.empty')} />}
    />
  );
}
