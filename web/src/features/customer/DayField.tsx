import { DatePicker } from 'antd';
import dayjs from 'dayjs';

type Props = { id?: string; value?: string; onChange?: (value: string | undefined) => void };

/** A day as text like 2026-11-22, or none: typed or chosen. A form gives it its value. */
export function DayField({ id, value, onChange }: Props) {
  const day = value ? dayjs(value) : null;
  return (
    <DatePicker
      id={id}
      className="m-day"
      value={day?.isValid() ? day : null}
      onChange={(next) => onChange?.(next ? next.format('YYYY-MM-DD') : undefined)}
    />
  );
}
