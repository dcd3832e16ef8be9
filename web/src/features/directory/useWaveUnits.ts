import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { unitQueries } from '../../api/queries/directory';
import { waveQueries } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { forest, narrowed } from './model';

type TreeNode = { value: string; title: string; children?: TreeNode[] };

/** The units of a wave with those above them, as a tree to choose from. */
export function useWaveUnits(wave: string): TreeNode[] {
  const { text } = useSpeech();
  const units = useQuery(unitQueries.list());
  const progress = useQuery(waveQueries.progress(wave));
  return useMemo(() => {
    const asked = new Set(progress.data?.map((row) => row.unit.code));
    return forest(narrowed(units.data ?? [], (unit) => asked.has(unit.code))).map(function toNode(node): TreeNode {
      return { value: node.code, title: text(node.name), children: node.children?.map(toNode) };
    });
  }, [units.data, progress.data, text]);
}
