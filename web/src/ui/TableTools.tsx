import { ColumnHeightOutlined, DownloadOutlined, SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Dropdown, Popover, Select, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useSpeech } from '../lib/i18n';
import { save } from '../lib/save';
import { useUrlValues } from '../lib/url';
import { type Column, type Row, type Sort, toCsv } from './table';
import type { TablePreferences } from './tablePreferences';

type Props<T extends Row> = {
  id: string;
  columns: Column<T>[];
  shown: Column<T>[];
  rows: T[];
  filters?: ReactNode;
  file?: string;
  exports?: { label: string; href: string }[];
  preferences: TablePreferences;
  sort: Sort | undefined;
  wide: boolean;
};

/** Above a table: filters at the left, density, columns and export at the right. */
export function TableTools<T extends Row>(props: Props<T>) {
  const { columns, shown, rows, filters, file, exports, preferences, wide } = props;
  const { t } = useSpeech();
  const { hidden, dense, setHidden, setDense } = preferences;
  const chooser = (
    <Checkbox.Group
      className="m-columns"
      value={shown.map((column) => column.key)}
      options={columns.map((column) => ({ value: column.key, label: column.title, disabled: column.card === 'title' }))}
      onChange={(keys) => setHidden(columns.map((column) => column.key).filter((key) => !keys.includes(key)))}
    />
  );
  const download = file && !exports ? () => save(`${file}.csv`, 'text/csv', toCsv(columns, rows)) : undefined;
  return (
    <div className="m-tools">
      <div className="m-filters">{filters}</div>
      <div className="m-tools-right">
        {!wide && <SortChoice {...props} />}
        {wide && (
          <Tooltip title={t(dense ? 'table.loose' : 'table.dense')}>
            <Button
              type="text"
              icon={<ColumnHeightOutlined />}
              aria-label={t(dense ? 'table.loose' : 'table.dense')}
              onClick={() => setDense(!dense)}
            />
          </Tooltip>
        )}
        {wide && (
          <Popover trigger="click" placement="bottomRight" content={chooser} title={t('table.columns')}>
            <Button
              type="text"
              icon={<SettingOutlined />}
              aria-label={hidden.length ? t('table.columns_hidden', { n: hidden.length }) : t('table.columns')}
            />
          </Popover>
        )}
        {download && (
          <Button type="text" icon={<DownloadOutlined />} onClick={download}>
            {t('table.export')}
          </Button>
        )}
        {exports && exports.length > 0 && (
          <Dropdown
            trigger={['click']}
            menu={{
              items: exports.map((one) => ({
                key: one.href,
                label: (
                  <a href={one.href} download>
                    {one.label}
                  </a>
                ),
              })),
            }}
          >
            <Button type="text" icon={<DownloadOutlined />}>
              {t('table.export')}
            </Button>
          </Dropdown>
        )}
      </div>
    </div>
  );
}

/** On a phone there are no heads to click: the order is chosen from a list. */
function SortChoice<T extends Row>({ id, columns, sort }: Props<T>) {
  const { t } = useSpeech();
  const [, setParams] = useUrlValues();
  const choices = columns.filter((column) => column.sort);
  if (choices.length === 0) return null;
  return (
    <Select
      aria-label={t('table.sort')}
      placeholder={t('table.sort')}
      allowClear
      className="m-sort"
      popupMatchSelectWidth={false}
      value={sort ? (sort.descending ? `-${sort.key}` : sort.key) : undefined}
      onChange={(value?: string) => setParams({ [`${id}.sort`]: value })}
      options={choices.flatMap((column) => [
        { value: column.key, label: `${column.title} ↑` },
        { value: `-${column.key}`, label: `${column.title} ↓` },
      ])}
    />
  );
}
