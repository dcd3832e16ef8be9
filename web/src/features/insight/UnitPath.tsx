import { Breadcrumb } from 'antd';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';

/** Where in the tree of units we stand; each step above leads there, keeping the other filters. */
export function UnitPath({ path, unit }: { path: Schemas['UnitRef'][]; unit: Schemas['UnitRef'] }) {
  const { t, text } = useSpeech();
  const [params] = useSearchParams();
  const to = (code: string) => {
    const next = new URLSearchParams(params);
    next.set('unit', code);
    return `?${next}`;
  };
  const above = path.filter((step) => step.code !== unit.code);
  return (
    <nav aria-label={t('units.path')}>
      <Breadcrumb
        items={[
          ...above.map((step) => ({ key: step.code, title: <Link to={to(step.code)}>{text(step.name)}</Link> })),
          { key: unit.code, title: <strong>{text(unit.name)}</strong> },
        ]}
      />
    </nav>
  );
}
