import { DeleteOutlined, DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select, Upload } from 'antd';
import { useState } from 'react';
import { href } from '../../api/client';
import {
  type Batch,
  dropMapping,
  loadMapping,
  mappingQueries,
  moveBatch,
  saveMappingAs,
  takeMapping,
  told,
} from '../../api/queries/mapping';
import { useSpeech } from '../../lib/i18n';
import { Problem } from '../../ui/Problem';

/** The mapping as a whole: kept under a name, taken from elsewhere, as the file of the command line. */
export function Tools({ batch, ready }: { batch: Batch; ready: boolean }) {
  const { t, date } = useSpeech();
  const client = useQueryClient();
  const saved = useQuery(mappingQueries.saved);
  const [name, setName] = useState('');
  const [chosen, choose] = useState<string>();
  const forget = () => client.invalidateQueries({ queryKey: mappingQueries.saved.queryKey });
  const keep = useMutation({ mutationFn: () => saveMappingAs(batch.id, name.trim()), onSuccess: forget });
  const take = useMutation({
    mutationFn: (from: string) => takeMapping(batch.id, from),
    onSuccess: (next) => told(client, next),
  });
  const load = useMutation({
    mutationFn: (file: File) => loadMapping(batch.id, file),
    onSuccess: (next) => told(client, next),
  });
  const drop = useMutation({
    mutationFn: (one: string) => dropMapping(one),
    onSuccess: () => {
      choose(undefined);
      return forget();
    },
  });
  const end = useMutation({ mutationFn: () => moveBatch(batch.id, 'stop'), onSuccess: (next) => told(client, next) });
  const failed = [keep, take, load, drop, end].find((one) => one.isError);
  return (
    <div className="m-map-sources">
      {failed && <Problem error={failed.error} />}
      <div className="m-map-row">
        <div className="m-map-row-label">
          <label htmlFor="map-name">{t('mapping.keep')}</label>
        </div>
        <div className="m-map-row-fields">
          <div className="m-map-inline">
            <Input
              id="map-name"
              className="m-map-select"
              maxLength={80}
              placeholder={t('mapping.keep_name')}
              value={name}
              onChange={(event) => {
                setName(event.target.value);
                keep.reset();
              }}
            />
            <Button disabled={!ready || name.trim() === ''} onClick={() => keep.mutate()} loading={keep.isPending}>
              {t('mapping.keep_do')}
            </Button>
            <span role="status">{keep.isSuccess && t('mapping.kept')}</span>
          </div>
          <p className="m-note">{t('mapping.keep_note')}</p>
        </div>
      </div>
      <div className="m-map-row">
        <div className="m-map-row-label">
          <label htmlFor="map-saved">{t('mapping.take')}</label>
        </div>
        <div className="m-map-row-fields">
          <div className="m-map-inline">
            <Select
              id="map-saved"
              className="m-map-select"
              placeholder={t('mapping.take_which')}
              notFoundContent={t('mapping.none_saved')}
              popupMatchSelectWidth={false}
              value={chosen}
              onChange={(next: string) => choose(next)}
              options={(saved.data ?? []).map((one) => ({
                value: one.name,
                label: `${one.name} · ${one.questionnaire} · ${date(one.changed_at)}`,
              }))}
            />
            <Button disabled={!chosen} onClick={() => chosen && take.mutate(chosen)} loading={take.isPending}>
              {t('mapping.take_do')}
            </Button>
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('mapping.drop_saved')}
              disabled={!chosen}
              onClick={() => chosen && drop.mutate(chosen)}
              loading={drop.isPending}
            />
          </div>
          <div className="m-map-inline">
            <Button onClick={() => take.mutate('')}>{t('mapping.suggest_anew')}</Button>
          </div>
        </div>
      </div>
      <div className="m-map-row">
        <div className="m-map-row-label">{t('mapping.as_file')}</div>
        <div className="m-map-row-fields">
          <div className="m-map-inline">
            <Button
              icon={<DownloadOutlined />}
              href={href(`/api/v1/response-batches/${batch.id}/mapping.yaml`)}
              download={`${batch.wave}.yaml`}
              disabled={!ready}
            >
              {t('mapping.download')}
            </Button>
            <Upload
              accept=".yaml,.yml"
              showUploadList={false}
              beforeUpload={(file) => {
                load.mutate(file);
                return false;
              }}
            >
              <Button icon={<UploadOutlined />} loading={load.isPending}>
                {t('mapping.load')}
              </Button>
            </Upload>
          </div>
          <p className="m-note">
            {t('mapping.file_note')}{' '}
            <code className="m-wrap">
              manyi import responses {batch.file} --mapping {batch.wave}.yaml
            </code>
          </p>
        </div>
      </div>
      <div className="m-map-row">
        <div className="m-map-row-label">{t('mapping.give_up')}</div>
        <div className="m-map-row-fields">
          <Button danger onClick={() => end.mutate()} loading={end.isPending}>
            {t('mapping.discard')}
          </Button>
          <p className="m-note">{t('mapping.discard_note')}</p>
        </div>
      </div>
    </div>
  );
}
