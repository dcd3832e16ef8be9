import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useSpeech } from '../../lib/i18n';
import { type Fault, faultOf, freshCode, moved, replaced, type Term } from './fields';

type Props = {
  /** What the rows are, in words: begins the labels of their fields. */
  title: string;
  terms: Term[];
  /** How many customers have a code; a used one is retired, not deleted, and keeps its code. */
  used: Record<string, number>;
  saved: string[];
  begin: string;
  add: string;
  change: (terms: Term[]) => void;
};

/** Codes with their names, in an order: stages, or the options of an attribute. */
export function TermRows({ title, terms, used, saved, begin, add, change }: Props) {
  return (
    <div className="m-terms">
      {terms.map((term, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a code changes while it is typed
        <div key={at} className="m-term">
          <TermFields
            title={`${title} ${at + 1}`}
            term={term}
            fault={faultOf(terms, at)}
            fixed={saved.includes(term.code)}
            change={(next) => change(replaced(terms, at, next))}
          />
          <TermTools
            title={term.name.zh || term.name.en || term.code}
            used={used[term.code] ?? 0}
            retired={term.retired ?? false}
            first={at === 0}
            last={at === terms.length - 1}
            move={(by) => change(moved(terms, at, by))}
            retire={(retired) => change(replaced(terms, at, { ...term, retired }))}
            remove={() => change(replaced(terms, at))}
          />
        </div>
      ))}
      <Button
        icon={<PlusOutlined aria-hidden />}
        onClick={() => change([...terms, { code: freshCode(terms, begin), name: { zh: '', en: '' } }])}
      >
        {add}
      </Button>
    </div>
  );
}

type FieldProps<T extends Term> = {
  title: string;
  term: T;
  fault: Fault | undefined;
  /** The code is in use and stays. */
  fixed: boolean;
  change: (term: T) => void;
  children?: ReactNode;
};

/** Names and code of one term. */
export function TermFields<T extends Term>({ title, term, fault, fixed, change, children }: FieldProps<T>) {
  const { t } = useSpeech();
  const name = (lang: string, label: string) => (
    <Input
      aria-label={`${title} ${label}`}
      placeholder={label}
      maxLength={60}
      status={fault === 'name' ? 'error' : undefined}
      value={term.name[lang] ?? ''}
      onChange={({ target }) => change({ ...term, name: { ...term.name, [lang]: target.value } })}
    />
  );
  return (
    <div className="m-term-fields">
      {name('zh', t('customer.fields.name_zh'))}
      {name('en', t('customer.fields.name_en'))}
      <Input
        aria-label={`${title} ${t('customer.fields.code')}`}
        placeholder={t('customer.fields.code')}
        maxLength={40}
        disabled={fixed}
        status={fault === 'code' || fault === 'twice' ? 'error' : undefined}
        value={term.code}
        onChange={({ target }) => change({ ...term, code: target.value })}
      />
      {children}
      {fault && (
        <span className="m-term-fault" role="alert">
          {t(`customer.fields.fault.${fault}`)}
        </span>
      )}
    </div>
  );
}

type ToolProps = {
  title: string;
  used: number;
  retired: boolean;
  first: boolean;
  last: boolean;
  move: (by: number) => void;
  retire: (retired: boolean) => void;
  remove: () => void;
};

/** How often a term is used, its place, and how it goes: retired when customers have it, deleted when none does. */
export function TermTools({ title, used, retired, first, last, move, retire, remove }: ToolProps) {
  const { t, count } = useSpeech();
  return (
    <div className="m-term-tools">
      <span className="m-muted">
        {used > 0 ? t('customer.fields.used', { n: count(used) }) : t('customer.fields.unused')}
      </span>
      {retired && <Tag variant="outlined">{t('customer.fields.retired')}</Tag>}
      <Button
        type="text"
        icon={<ArrowUpOutlined />}
        aria-label={t('customer.fields.up', { name: title })}
        disabled={first}
        onClick={() => move(-1)}
      />
      <Button
        type="text"
        icon={<ArrowDownOutlined />}
        aria-label={t('customer.fields.down', { name: title })}
        disabled={last}
        onClick={() => move(1)}
      />
      {used > 0 || retired ? (
        <Button
          type="text"
          aria-label={t(retired ? 'customer.fields.restore_one' : 'customer.fields.retire_one', { name: title })}
          onClick={() => retire(!retired)}
        >
          {t(retired ? 'customer.fields.restore' : 'customer.fields.retire')}
        </Button>
      ) : (
        <Button
          type="text"
          icon={<DeleteOutlined />}
          aria-label={t('customer.fields.remove', { name: title })}
          onClick={remove}
        />
      )}
    </div>
  );
}
