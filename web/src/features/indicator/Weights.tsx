import { Button, Input } from 'antd';
import { useSpeech } from '../../lib/i18n';
import type { EditNode } from './edit';
import { approximate, exact, parse, shares } from './fraction';

type Props = {
  siblings: EditNode[];
  selected: string;
  change: (key: string, importance: string) => void;
  equal: () => void;
};

/** The importances of one group of siblings: as entered, and what they make of each, exact and as a percentage. */
export function Weights({ siblings, selected, change, equal }: Props) {
  const { t, text, decimal } = useSpeech();
  const parts = shares(siblings.map((one) => one.importance));
  return (
    <fieldset className="m-edit-group">
      <legend>{t('system.draft.weights')}</legend>
      <table className="m-edit-weights">
        <thead>
          <tr>
            <th scope="col">{t('tree.indicator')}</th>
            <th scope="col">{t('tree.importance')}</th>
            <th scope="col">{t('system.share')}</th>
          </tr>
        </thead>
        <tbody>
          {siblings.map((node, i) => {
            const part = parts[i];
            const name = text(node.name) || node.code;
            return (
              <tr key={node.key} className={node.key === selected ? 'm-strong' : undefined}>
                <th scope="row">{name}</th>
                <td>
                  <Input
                    aria-label={`${t('tree.importance')} ${name}`}
                    inputMode="decimal"
                    maxLength={19}
                    status={parse(node.importance) ? undefined : 'error'}
                    value={node.importance}
                    onChange={(event) => change(node.key, event.target.value)}
                  />
                </td>
                <td className="m-edit-part">
                  {part ? (
                    <>
                      {decimal(approximate(part) * 100, 2)}% <span className="m-muted">{exact(part)}</span>
                    </>
                  ) : (
                    '—'
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div className="m-edit-line">
        <Button size="small" onClick={equal} disabled={siblings.length < 2}>
          {t('system.draft.equal')}
        </Button>
        <span className="m-muted">{t('system.draft.weights_note')}</span>
      </div>
    </fieldset>
  );
}
