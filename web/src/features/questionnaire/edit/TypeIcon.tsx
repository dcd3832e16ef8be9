import {
  AlignLeftOutlined,
  BorderOuterOutlined,
  CalendarOutlined,
  CheckCircleOutlined,
  CheckSquareOutlined,
  DashboardOutlined,
  FieldNumberOutlined,
  InfoCircleOutlined,
  NumberOutlined,
  PartitionOutlined,
  SmileOutlined,
  StarOutlined,
  TableOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useSpeech } from '../../../lib/i18n';

const icons: Record<string, ReactNode> = {
  single: <CheckCircleOutlined aria-hidden />,
  rating: <SmileOutlined aria-hidden />,
  multiple: <CheckSquareOutlined aria-hidden />,
  matrix: <TableOutlined aria-hidden />,
  nps: <NumberOutlined aria-hidden />,
  stars: <StarOutlined aria-hidden />,
  ces: <DashboardOutlined aria-hidden />,
  number: <FieldNumberOutlined aria-hidden />,
  date: <CalendarOutlined aria-hidden />,
  text: <AlignLeftOutlined aria-hidden />,
  information: <InfoCircleOutlined aria-hidden />,
  section: <PartitionOutlined aria-hidden />,
};

/** The sign of a type; its name is said on hover and to those who hear. */
export function TypeIcon({ type }: { type: string }) {
  const { word } = useSpeech();
  return (
    <span className="m-q-icon" title={word('qe.kind', type)}>
      {icons[type] ?? <BorderOuterOutlined aria-hidden />}
    </span>
  );
}

/** The sign alone, for where the name stands beside it. */
export function typeIcon(type: string): ReactNode {
  return icons[type];
}
