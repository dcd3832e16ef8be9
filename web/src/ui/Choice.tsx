import { Select, type SelectProps } from 'antd';
import { useUrlValues } from '../lib/url';

type Props = {
  /** The name of the value in the address. */
  name: string;
  label: string;
  options: SelectProps<string>['options'];
  /** With many options: what is typed narrows them down. */
  search?: boolean;
};

/** A filter of a list: one of several values, or none, kept in the address. */
export function Choice({ name, label, options, search = false }: Props) {
  const [params, setParams] = useUrlValues();
  return (
    <Select
      aria-label={label}
      placeholder={label}
      allowClear
      showSearch={search && { optionFilterProp: 'label' }}
      popupMatchSelectWidth={!search}
      className="m-select"
      value={params.get(name) ?? undefined}
      onChange={(value?: string) => setParams({ [name]: value })}
      options={options}
    />
  );
}
