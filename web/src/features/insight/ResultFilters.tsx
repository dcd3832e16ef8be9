import { useQuery } from '@tanstack/react-query';
import { Select, TreeSelect } from 'antd';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { unitQueries } from '../../api/queries/directory';
import { useSpeech } from '../../lib/i18n';
import { useUrlValues } from '../../lib/url';
import { below, forest } from '../directory/model';

/** Unit, survey weights and design of the figures; all of them in the address. */
export function ResultFilters({ top, basis }: { top: string; basis: Schemas['Basis'] }) {
  const { t, text } = useSpeech();
  const [params, setParams] = useUrlValues();
  const units = useQuery(unitQueries.list());
  const tree = useMemo(
    () =>
      forest(below(units.data ?? [], top)).map(function toNode(node): TreeNode {
        return { value: node.code, title: text(node.name), children: node.children?.map(toNode) };
      }),
    [units.data, top, text],
  );
  const weighted = basis.weights !== 'none' || params.get('weights') === 'none';
  return (
    <div className="m-filters">
      {tree.some((node) => node.children) && (
        <span data-search>
          <TreeSelect
            aria-label={t('units.unit')}
            placeholder={t('units.choose')}
            value={params.get('unit') ?? undefined}
            onChange={(unit?: string) => setParams({ unit })}
            treeData={tree}
            treeNodeFilterProp="title"
            treeDefaultExpandedKeys={tree.map((node) => node.value)}
            showSearch
            allowClear
            popupMatchSelectWidth={320}
            className="m-unit-select"
          />
        </span>
      )}
      {weighted && (
        <Select
          aria-label={t('basis.weights')}
          value={params.get('weights') ?? ''}
          onChange={(weights: string) => setParams({ weights })}
          options={[
            { value: '', label: t('basis.weighted') },
            { value: 'none', label: t('basis.unweighted') },
          ]}
          popupMatchSelectWidth={false}
        />
      )}
      {(basis.design !== 'weights' || params.get('design')) && (
        <Select
          aria-label={t('basis.design')}
          value={params.get('design') ?? ''}
          onChange={(design: string) => setParams({ design })}
          options={[
            { value: '', label: t('basis.design_full') },
            { value: 'weights', label: t('basis.design_weights') },
          ]}
          popupMatchSelectWidth={false}
        />
      )}
    </div>
  );
}

type TreeNode = { value: string; title: string; children?: TreeNode[] };
