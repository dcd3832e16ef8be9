import { PrinterOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { href } from '../../api/client';
import { useSpeech } from '../../lib/i18n';

type Props = {
  wave: string;
  /** Code of a unit: its poster; without it the posters of all units. */
  unit?: string;
};

/** Printable posters, made by the server: on two sizes of paper, in the customers' language and not in the manager's. */
export function Posters({ wave, unit }: Props) {
  const { t } = useSpeech();
  const items = (['a5', 'a4'] as const).flatMap((size) =>
    (['zh', 'en'] as const).map((lang) => ({
      key: `${size}-${lang}`,
      label: (
        <a href={href(`/api/v1/waves/${encodeURIComponent(wave)}/posters.pdf`, { unit, size, lang })} download>
          {t(`poster.${size}`)} · {t(`poster.${lang}`)}
        </a>
      ),
    })),
  );
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button icon={<PrinterOutlined aria-hidden />}>{t(unit ? 'poster.one' : 'poster.all')}</Button>
    </Dropdown>
  );
}
