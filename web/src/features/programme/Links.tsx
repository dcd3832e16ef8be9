import { useQuery } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { href, type Schemas } from '../../api/client';
import { waveQueries } from '../../api/queries/wave';
import { useSpeech } from '../../lib/i18n';
import { useUrlValue } from '../../lib/url';
import { DataTable } from '../../ui/DataTable';
import { Empty } from '../../ui/Empty';
import { Loaded } from '../../ui/Loaded';
import { Search } from '../../ui/Search';
import type { Column } from '../../ui/table';
import { Posters } from './Posters';

type Link = Schemas['Link'];
type Wave = Schemas['WaveSummary'];

/** The address of a link's QR code. */
export function qrOf(wave: string, link: string): string {
  return href(`/api/v1/waves/${encodeURIComponent(wave)}/links/${encodeURIComponent(link)}/qr.svg`);
}

/** The links people answer by, one for each unit: to copy, to scan, to print. */
export function Links({ wave }: { wave: Wave }) {
  const { t } = useSpeech();
  const links = useQuery(waveQueries.links(wave.code));
  return (
    <Loaded query={links} shape="table">
      {(rows) =>
        rows.length === 0 ? (
          <Empty title={t(wave.state === 'planned' ? 'links.none_planned' : 'links.none')} />
        ) : (
          <LinkTable wave={wave} rows={rows} />
        )
      }
    </Loaded>
  );
}

function LinkTable({ wave, rows }: { wave: Wave; rows: Link[] }) {
  const { t, text } = useSpeech();
  const { message } = App.useApp();
  const [q, setQ] = useUrlValue('q');
  const [shown, show] = useState<Link>();
  const columns = useMemo<Column<Link>[]>(() => {
    const copy = async (link: Link) => {
      await navigator.clipboard.writeText(link.url);
      message.success(t('links.copied'));
    };
    return [
      {
        key: 'unit',
        title: t('units.unit'),
        card: 'title',
        render: (link) => text(link.unit.name),
        sort: (link) => link.unit.code,
        csv: (link) => text(link.unit.name),
      },
      {
        key: 'code',
        title: t('units.code'),
        render: (link) => link.unit.code,
        sort: (link) => link.unit.code,
        csv: (link) => link.unit.code,
      },
      {
        key: 'url',
        title: t('links.address'),
        card: 'line',
        render: (link) => (
          <a href={link.url} target="_blank" rel="noreferrer" className="m-url">
            {link.url}
          </a>
        ),
        csv: (link) => link.url,
      },
      {
        key: 'do',
        title: t('links.use'),
        card: 'aside',
        render: (link) => (
          <span className="m-row-actions">
            <Button
              size="small"
              onClick={() => show(link)}
              aria-label={t('links.qr_of', { unit: text(link.unit.name) })}
            >
              {t('links.qr')}
            </Button>
            <Button
              size="small"
              onClick={() => copy(link).catch(() => message.error(t('links.not_copied')))}
              aria-label={t('links.copy_of', { unit: text(link.unit.name) })}
            >
              {t('links.copy')}
            </Button>
          </span>
        ),
      },
    ];
  }, [t, text, message]);
  const rowsShown = rows.filter((link) =>
    `${link.unit.code} ${text(link.unit.name)}`.toLowerCase().includes(q.toLowerCase()),
  );
  return (
    <>
      <DataTable
        id="links"
        columns={columns}
        rows={rowsShown}
        rowKey={(link) => link.code}
        file={`${wave.code}-${t('links.title')}`}
        filters={
          <>
            <Search label={t('units.search')} value={q} onChange={setQ} />
            <Posters wave={wave.code} />
          </>
        }
        empty={<Empty title={t('table.none')}>{t('table.none_hint')}</Empty>}
      />
      {shown && <QrDialog wave={wave} link={shown} close={() => show(undefined)} />}
    </>
  );
}

function QrDialog({ wave, link, close }: { wave: Wave; link: Link; close: () => void }) {
  const { t, text } = useSpeech();
  const address = qrOf(wave.code, link.code);
  return (
    <Modal open title={text(link.unit.name)} onCancel={close} width={380} footer={null}>
      <div className="m-qr">
        <img src={address} alt={t('links.qr_of', { unit: text(link.unit.name) })} width={240} height={240} />
        <p className="m-url">{link.url}</p>
        <div className="m-row-actions">
          <Posters wave={wave.code} unit={link.unit.code} />
          <Button href={address} download={`${wave.code}-${link.unit.code}.svg`}>
            {t('links.save_svg')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
