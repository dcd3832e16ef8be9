import { DeleteOutlined, DownloadOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Progress, Tag, Typography } from 'antd';
import { cancelExport, dropExport, type Export, exportHref, isActive } from '../../api/queries/export';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';
import { percent, size } from './model';

/** One's own files of a wave, the latest first. */
export function ExportList({ wave, list }: { wave: string; list: Export[] }) {
  const { t } = useSpeech();
  if (list.length === 0) return <p className="m-note">{t('export.none')}</p>;
  return (
    <ul className="m-export-list">
      {list.map((one, i) => (
        <ExportRow key={one.id} wave={wave} one={one} latest={i === 0} />
      ))}
    </ul>
  );
}

const formats = { xlsx: 'Excel', csv: 'CSV', sav: 'SPSS' } as const;

function ExportRow({ wave, one, latest }: { wave: string; one: Export; latest: boolean }) {
  const { t, count, minute } = useSpeech();
  const client = useQueryClient();
  const cancel = useMutation({ mutationFn: () => cancelExport(client, wave, one.id) });
  const drop = useMutation({ mutationFn: () => dropExport(client, wave, one.id) });
  const made = minute(one.created_at);
  const name = `${formats[one.options.format]} ${made}`;
  return (
    <li aria-label={name} data-state={one.state}>
      <div className="m-export-head">
        <Tag>{formats[one.options.format]}</Tag>
        <span>{made}</span>
        {one.options.unit && <span className="m-note">{one.options.unit}</span>}
        <span className="m-export-actions">
          {one.state === 'done' && (
            <Button
              type={latest ? 'primary' : 'default'}
              size="small"
              icon={<DownloadOutlined />}
              href={exportHref(wave, one.id)}
              download
              aria-label={t('export.download_name', { name })}
            >
              {t('export.download')}
            </Button>
          )}
          {isActive(one) ? (
            <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              {t('form.cancel')}
            </Button>
          ) : (
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              loading={drop.isPending}
              onClick={() => drop.mutate()}
              aria-label={t('export.drop', { name })}
              title={t('export.drop', { name })}
            />
          )}
        </span>
      </div>
      {isActive(one) && (
        <>
          <Progress percent={percent(one)} size="small" status="active" aria-label={t('export.progress', { name })} />
          <p className="m-note" aria-live="polite">
            {one.state === 'waiting'
              ? t('export.waiting')
              : t('export.running', { rows: count(one.rows), total: count(one.total) })}
          </p>
        </>
      )}
      {one.state === 'done' && <Facts one={one} />}
      {one.state === 'cancelled' && <p className="m-note">{t('export.cancelled')}</p>}
      {one.state === 'failed' && <p className="m-export-failed">{t('export.failed')}</p>}
      {(cancel.isError || drop.isError) && <Problem error={cancel.error ?? drop.error} />}
    </li>
  );
}

/** What a finished file holds, how long it is kept, and the checksum by which it can be told from another. */
function Facts({ one }: { one: Export }) {
  const { t, count, minute } = useSpeech();
  return (
    <>
      <p className="m-note">
        {t('export.done', { rows: count(one.rows), size: size(one.size ?? 0), until: minute(one.expires_at) })}
        {one.shortened ? ` ${t('export.shortened', { n: count(one.shortened) })}` : ''}
      </p>
      <p className="m-note m-export-sum">
        SHA-256{' '}
        <Typography.Text code copyable={{ text: one.sha256, tooltips: [t('export.copy'), t('export.copied')] }}>
          {`${one.sha256?.slice(0, 16)}…`}
        </Typography.Text>
      </p>
    </>
  );
}
