import './import.css';
import { InboxOutlined } from '@ant-design/icons';
import { Upload } from 'antd';

type Props = {
  /** The endings of the files that are taken. */
  accept: string;
  disabled: boolean;
  title: string;
  note: string;
  take: (file: File) => void;
};

/** A place to drop a file on, or to choose one. */
export function DropFile({ accept, disabled, title, note, take }: Props) {
  return (
    <Upload.Dragger
      accept={accept}
      showUploadList={false}
      disabled={disabled}
      beforeUpload={(file) => {
        take(file);
        return false;
      }}
    >
      <p>
        <InboxOutlined className="m-drop-icon" aria-hidden />
      </p>
      <p>{title}</p>
      <p className="m-note">{note}</p>
    </Upload.Dragger>
  );
}
