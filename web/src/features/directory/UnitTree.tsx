import './units.css';
import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Dropdown } from 'antd';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { href } from '../../api/client';
import { unitQueries } from '../../api/queries/directory';
import { useMe, useToday } from '../../app/session';
import { can, permissions } from '../../lib/can';
import { useSpeech } from '../../lib/i18n';
import { useUrlChoice, useUrlValue } from '../../lib/url';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Search } from '../../ui/Search';
import { Branches } from './Branches';
import { ChangeDialog } from './ChangeDialog';
import type { Ask, Unit } from './editing';
import { forest, narrowed, opened } from './model';
import { UnitPanel } from './UnitPanel';
import { useTypes } from './useTypes';

/** The organisation as a tree, as of any day, to look at and to change. */
export default function UnitTree() {
  const { t } = useSpeech();
  const me = useMe();
  const today = useToday();
  const [asOf, setAsOf] = useUrlValue('as_of');
  const [asked, ask] = useState<Ask>();
  const units = useQuery(unitQueries.list(asOf));
  const change = can(me, permissions.directoryChange);
  const load = can(me, permissions.directoryImport);
  const empty = units.data?.length === 0;
  return (
    <Page
      title={t('menu.units')}
      subtitle={t('directory.note')}
      actions={
        <>
          {change && (
            <nav className="m-units-links" aria-label={t('menu.units')}>
              <Link to="/units/changes">{t('directory.log')}</Link>
              {load && <Link to="/units/types">{t('directory.types')}</Link>}
              {load && <Link to="/units/import">{t('directory.import')}</Link>}
            </nav>
          )}
          <Export asOf={asOf} />
          {load && (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => ask({ act: 'add', parent: '' })}>
              {t('directory.act.add_top')}
            </Button>
          )}
        </>
      }
    >
      <Section>
        <Loaded query={units} shape="table">
          {(rows) =>
            empty && !asOf ? (
              <Empty
                title={t('directory.empty')}
                action={load && <Link to="/units/import">{t('directory.import')}</Link>}
              >
                {t(load ? 'directory.empty_next' : 'directory.empty_none')}
              </Empty>
            ) : (
              <Units
                units={rows}
                asOf={asOf}
                setAsOf={setAsOf}
                asked={asked}
                ask={change ? ask : undefined}
                end={() => ask(undefined)}
              />
            )
          }
        </Loaded>
      </Section>
      {asked && empty && (
        <ChangeDialog
          ask={asked}
          units={[]}
          day={asOf || today}
          close={() => ask(undefined)}
          done={() => ask(undefined)}
        />
      )}
    </Page>
  );
}

function Export({ asOf }: { asOf: string }) {
  const { t } = useSpeech();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: ['xlsx', 'csv'].map((format) => ({
          key: format,
          label: (
            <a href={href(`/api/v1/unit-tables/units.${format}`, { as_of: asOf })} download>
              {format.toUpperCase()}
            </a>
          ),
        })),
      }}
    >
      <Button icon={<DownloadOutlined aria-hidden />}>{t('table.export')}</Button>
    </Dropdown>
  );
}

type Props = {
  units: Unit[];
  asOf: string;
  setAsOf: (day?: string) => void;
  asked?: Ask;
  ask?: (ask: Ask) => void;
  end: () => void;
};

function Units({ units, asOf, setAsOf, asked, ask, end }: Props) {
  const { t, text } = useSpeech();
  const { nameOf } = useTypes();
  const today = useToday();
  const [q, setQ] = useUrlValue('q');
  const [selected, select] = useUrlChoice('unit');
  const trees = useMemo(() => {
    const needle = q.trim().toLowerCase();
    const kept = needle
      ? narrowed(units, (unit) =>
          `${unit.code} ${Object.values(unit.name).join(' ')} ${unit.manager ?? ''}`.toLowerCase().includes(needle),
        )
      : units;
    return forest(kept);
  }, [units, q]);
  const chosen = units.find((unit) => unit.code === selected);
  return (
    <>
      <div className={`m-filters m-units-filters${chosen ? ' m-units-found' : ''}`}>
        <Search label={t('units.search')} value={q} onChange={setQ} autoFocus={q !== ''} />
        <DatePicker
          aria-label={t('directory.as_of')}
          placeholder={t('directory.as_of')}
          value={asOf ? dayjs(asOf) : null}
          onChange={(day) => setAsOf(day?.format('YYYY-MM-DD'))}
        />
      </div>
      <div className={`m-units${chosen ? ' m-units-chosen' : ''}`}>
        <div className="m-units-left">
          {trees.length === 0 ? (
            <Empty title={t('table.none')}>{t('table.none_hint')}</Empty>
          ) : (
            <Branches
              // Another search opens other branches.
              key={q ? `found-${q}` : 'all'}
              units={units}
              trees={trees}
              first={opened(trees, q !== '' || units.length <= 80)}
              selected={selected}
              typeName={nameOf}
              select={select}
              ask={ask}
            />
          )}
          {ask && trees.length > 0 && <p className="m-note m-units-keys">{t('directory.keys')}</p>}
        </div>
        {chosen ? (
          <UnitPanel
            key={chosen.code}
            unit={chosen}
            parent={text(units.find((unit) => unit.code === chosen.parent)?.name)}
            ask={ask}
            close={() => select(undefined)}
          />
        ) : (
          <p className="m-units-hint m-muted">{t('directory.choose')}</p>
        )}
      </div>
      {asked && units.length > 0 && (
        <ChangeDialog
          key={`${asked.act} ${asked.unit ?? ''} ${asked.parent ?? ''}`}
          ask={asked}
          units={units}
          day={asOf || today}
          close={end}
          done={(code) => {
            end();
            select(code);
          }}
        />
      )}
    </>
  );
}
