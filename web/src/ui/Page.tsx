import { ArrowLeftOutlined } from '@ant-design/icons';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { useSpeech } from '../lib/i18n';

type Props = {
  title: string;
  /** Beside the title: the state of the thing shown. */
  tag?: ReactNode;
  /** One line below the title: what this is about. */
  subtitle?: ReactNode;
  /** At the right of the title; at most one of them primary. */
  actions?: ReactNode;
  /** Where this page was entered from. */
  back?: { to: string; title: string };
  children: ReactNode;
};

/** A page: title, state, actions, content. */
export function Page({ title, tag, subtitle, actions, back, children }: Props) {
  const { t } = useSpeech();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  return (
    <div className="m-page">
      <header className="m-page-head">
        <div className="m-page-title">
          {back && (
            <Link to={back.to} className="m-back">
              <ArrowLeftOutlined aria-hidden /> {back.title}
            </Link>
          )}
          <h1>
            {title} {tag}
          </h1>
          {subtitle && <div className="m-subtitle">{subtitle}</div>}
        </div>
        {actions && <div className="m-page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A titled part of a page. */
export function Section({
  title,
  extra,
  note,
  children,
}: {
  title?: string;
  extra?: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="m-section">
      {(title || extra) && (
        <header className="m-section-head">
          {title && <h2>{title}</h2>}
          {extra && <div className="m-section-extra">{extra}</div>}
        </header>
      )}
      {note && <p className="m-note">{note}</p>}
      {children}
    </section>
  );
}
