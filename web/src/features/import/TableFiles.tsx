import './import.css';
import { href } from '../../api/client';

/** A table that the server makes, as a workbook and as text. `path` lacks the ending. */
export function TableFiles({ title, path }: { title: string; path: string }) {
  return (
    <span className="m-files">
      {title}{' '}
      <a href={href(`${path}.xlsx`)} download>
        XLSX
      </a>{' '}
      <a href={href(`${path}.csv`)} download>
        CSV
      </a>
    </span>
  );
}
