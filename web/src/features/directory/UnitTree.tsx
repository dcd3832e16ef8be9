import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client';
import { unitQueries } from '../../api/queries/directory';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue, useUrlValues } from '../../lib/url';
import { DataTable } from '../../ui/DataTable';
import { Command, Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Page, Section } from '../../ui/Page';
import { Search } from '../../ui/Search';
import type { Column } from '../../ui/table';
import { forest, narrowed, opened, type Tree } from './model';
import { UnitDrawer } from './UnitDrawer';

type Unit = Schemas['Unit'];

/** The organisation as a tree, as of any day. */
export default function UnitTree() {
  const { t } = useSpeech();
  const [asOf, setAsOf] = useUrlValue('as_of');
  const units = useQuery(unitQueries.list(asOf));
  return (
    <Page title={t('menu.units')} subtitle={t('directory.note')}>
      <Section>
        <Loaded query={units} shape="table">
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={t('directory.empty')}>
                {t('directory.empty_next')}
                <Command>manyi import org FILE.csv --dry-run</Command>
              </Empty>
            ) : (
              <Units units={rows} asOf={asOf} setAsOf={setAsOf} />
            )
          }
        </Loaded>
      </Section>
    </Page>
  );
}

function Units({ units, asOf, setAsOf }: { units: Unit[]; asOf: string; setAsOf: (day?: string) => void }) {
  const { t, text, word } = useSpeech();
  const [q, setQ] = useUrlValue('q');
  const [params, setParams] = useUrlValues();
  const columns = useColumns((code) => setParams({ unit: code }));
  const trees = useMemo(() => {
    const needle = q.trim().toLowerCase();
    const kept = needle
      ? narrowed(units, (unit) =>
          `${unit.code} ${Object.values(unit.name).join(' ')} ${unit.manager ?? ''}`.toLowerCase().includes(needle),
        )
      : units;
    return forest(kept);
  }, [units, q]);
  const chosen = units.find((unit) => unit.code === params.get('unit'));
  return (
    <>
      <DataTable
        // Another search opens other branches.
        key={q ? `found-${q}` : 'all'}
        id="directory"
        columns={columns}
        rows={trees}
        rowKey={(unit) => unit.code}
        expanded={opened(trees, q !== '' || units.length <= 40)}
        pageSize={500}
        file={t('menu.units')}
        filters={
          <>
            <Search label={t('units.search')} value={q} onChange={setQ} autoFocus={q !== ''} />
            <DatePicker
              aria-label={t('directory.as_of')}
              placeholder={t('directory.as_of')}
              value={asOf ? dayjs(asOf) : null}
              onChange={(day) => setAsOf(day?.format('YYYY-MM-DD'))}
            />
          </>
        }
        empty={<Empty title={t('table.none')}>{t('table.none_hint')}</Empty>}
      />
      {chosen && (
        <UnitDrawer
          unit={chosen}
          type={word('unit.type', chosen.type)}
          parent={text(units.find((unit) => unit.code === chosen.parent || unit.id === chosen.parent)?.name)}
          close={() => setParams({ unit: undefined })}
        />
      )}
    </>
  );
}

function useColumns(open: (code: string) => void): Column<Tree<Unit>>[] {
  const { t, text, word, date } = useSpeech();
  return [
    {
      key: 'unit',
      title: t('units.unit'),
      card: 'title',
      render: (unit) => (
        <Button type="link" className="m-cell-link" onClick={() => open(unit.code)}>
          {text(unit.name)}
        </Button>
      ),
      csv: (unit) => text(unit.name),
    },
    {
      key: 'code',
      title: t('units.code'),
      card: 'aside',
      render: (unit) => <code>{unit.code}</code>,
      sort: (unit) => unit.code,
      csv: (unit) => unit.code,
    },
    {
      key: 'type',
      title: t('units.type'),
      card: 'line',
      render: (unit) => word('unit.type', unit.type),
      csv: (unit) => word('unit.type', unit.type),
    },
    {
      key: 'manager',
      title: t('directory.manager'),
      card: 'line',
      render: (unit) => unit.manager ?? '',
      csv: (unit) => unit.manager,
    },
    {
      key: 'parent',
      title: t('directory.parent'),
      hidden: true,
      render: (unit) => unit.parent ?? '',
      csv: (unit) => unit.parent,
    },
    {
      key: 'from',
      title: t('directory.valid_from'),
      render: (unit) => date(unit.valid_from),
      sort: (unit) => unit.valid_from,
      csv: (unit) => unit.valid_from,
    },
    {
      key: 'state',
      title: t('directory.state'),
      render: (unit) => t(unit.closed ? 'directory.closed' : 'directory.active'),
      csv: (unit) => t(unit.closed ? 'directory.closed' : 'directory.active'),
    },
  ];
}
