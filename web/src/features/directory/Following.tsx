import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { StateTag } from '../../ui/StateTag';
import { useTypes } from './useTypes';

type Follow = Schemas['UnitFollow'];

/** What follows a change: for the units, running waves, comparisons and permissions. */
export function Following({ follow }: { follow: Follow }) {
  const { t, text, word, date } = useSpeech();
  const { effects, successions, waves, comparisons, access } = follow;
  const running = waves.filter((one) => one.state !== 'planned');
  const planned = waves.filter((one) => one.state === 'planned');
  return (
    <dl className="m-units-what">
      <div>
        <dt>{t('menu.units')}</dt>
        <dd>
          <ul>
            {effects.slice(0, shown).map((one) => (
              <li key={one.unit.code}>
                <strong>{text(one.unit.name)}</strong> <code>{one.unit.code}</code> {word('directory.what', one.what)}
                <Difference effect={one} />
              </li>
            ))}
            <Rest n={effects.length} />
          </ul>
        </dd>
      </div>
      {successions.length > 0 && (
        <div>
          <dt>{t('directory.succession')}</dt>
          <dd>
            <ul>
              {successions.slice(0, shown).map((one) => (
                <li key={`${one.from.code} ${one.to.code}`}>
                  {text(one.from.name)} → {text(one.to.name)} · {word('directory.kind', one.kind)} · {date(one.on)}
                </li>
              ))}
              <Rest n={successions.length} />
            </ul>
          </dd>
        </div>
      )}
      <div>
        <dt>{t('menu.waves')}</dt>
        <dd>
          {waves.length === 0 && <p className="m-muted">{t('directory.no_waves')}</p>}
          <ul>
            {running.map((one) => (
              <li key={one.wave.code}>
                {text(one.wave.name)} <StateTag state={one.state} /> {t('directory.wave_keeps')}{' '}
                <Codes list={one.units} />
              </li>
            ))}
            {planned.map((one) => (
              <li key={one.wave.code}>
                {text(one.wave.name)} <StateTag state={one.state} /> {t('directory.wave_takes')}{' '}
                <Codes list={one.units} />
              </li>
            ))}
          </ul>
        </dd>
      </div>
      {comparisons.length > 0 && (
        <div>
          <dt>{t('directory.compare')}</dt>
          <dd>
            <ul>
              {comparisons.map((one) => (
                <li key={`${one.previous.code} ${one.wave?.code ?? ''}`}>
                  {one.wave
                    ? t('directory.compare_pair', { was: text(one.previous.name), is: text(one.wave.name) })
                    : t('directory.compare_later', { was: text(one.previous.name) })}{' '}
                  <Codes list={one.units} />
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
      <div>
        <dt>{t('directory.access')}</dt>
        <dd>
          {access.length === 0 && <p className="m-muted">{t('directory.no_access')}</p>}
          <ul>
            {access.map((one) => (
              <li key={one.unit.code}>
                {t('directory.accounts', { unit: text(one.unit.name), n: one.accounts })}
                {one.gains.length > 0 && (
                  <>
                    {' '}
                    {t('directory.gains')} <Codes list={one.gains} />
                  </>
                )}
                {one.loses.length > 0 && (
                  <>
                    {' '}
                    {t('directory.loses')} <Codes list={one.loses} />
                  </>
                )}
              </li>
            ))}
          </ul>
        </dd>
      </div>
    </dl>
  );
}

/** How many lines of a kind are shown. */
const shown = 20;

function Rest({ n }: { n: number }) {
  const { t } = useSpeech();
  return n > shown ? <li className="m-muted">{t('directory.and_more', { n: n - shown })}</li> : null;
}

function Codes({ list }: { list: string[] }) {
  const { t } = useSpeech();
  return (
    <span className="m-units-codes">
      {list.slice(0, shown).map((code) => (
        <code key={code}>{code}</code>
      ))}
      {list.length > shown && t('directory.and_more', { n: list.length - shown })}
    </span>
  );
}

/** What becomes of a unit that changes or moves: was → is, field by field. */
function Difference({ effect }: { effect: Schemas['UnitEffect'] }) {
  const { t, text } = useSpeech();
  const { nameOf } = useTypes();
  const { before, after, what } = effect;
  if (!before || (what !== 'changed' && what !== 'moved')) return null;
  const top = t('directory.top');
  const lines: [string, string, string][] = [
    [t('directory.name'), before.name, after.name],
    [t('directory.name_en'), before.name_en ?? '', after.name_en ?? ''],
    [t('units.type'), nameOf(before.type), nameOf(after.type)],
    [t('directory.manager'), before.manager ?? '', after.manager ?? ''],
    [
      t('directory.parent'),
      before.parent ? text(before.parent.name) : top,
      after.parent ? text(after.parent.name) : top,
    ],
  ];
  return (
    <>
      {lines
        .filter(([, was, is]) => was !== is)
        .map(([label, was, is]) => (
          <span key={label} className="m-units-diff">
            {label} <del>{was || '—'}</del> → <ins>{is || '—'}</ins>
          </span>
        ))}
    </>
  );
}
