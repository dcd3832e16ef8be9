import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useUrlValues } from '../lib/url';

type Props = {
  label: string;
  value: string;
  onChange: (value: string | undefined) => void;
  /** Asks the server, so waits for the Enter key; clearing needs none. */
  onEnter?: boolean;
  autoFocus?: boolean;
};

/** The field that `/` leads to. Its text is kept in the address by whoever uses it. */
export function Search({ label, value, onChange, onEnter = false, autoFocus }: Props) {
  return (
    <Input
      data-search
      className="m-search"
      allowClear
      prefix={<SearchOutlined aria-hidden />}
      placeholder={label}
      aria-label={label}
      defaultValue={value}
      autoFocus={autoFocus}
      onChange={({ target }) => {
        if (!onEnter || target.value === '') onChange(target.value);
      }}
      onPressEnter={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

/** A filter of a list that the server searches, kept in the address. */
export function SearchFilter({ name, label }: { name: string; label: string }) {
  const [params, setParams] = useUrlValues();
  return (
    <Search
      label={label}
      value={params.get(name) ?? ''}
      onChange={(text) => setParams({ [name]: text?.trim() })}
      onEnter
    />
  );
}
