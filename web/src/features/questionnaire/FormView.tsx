import type { Schemas } from '../../api/client';
import { useSpeech } from '../../lib/i18n';
import { ItemView } from './ItemView';

type Document = Schemas['QuestionnaireDocument'];

/** The form as the person who answers sees it, to read; it cannot be filled here. */
export function FormView({ document, language }: { document: Document; language: string }) {
  const { t } = useSpeech();
  const say = (words: { [lang: string]: string } | undefined) => words?.[language] ?? words?.zh ?? words?.en ?? '';
  let number = 0;
  return (
    <div className="m-paper" lang={language === 'zh' ? 'zh-CN' : language}>
      <h2>{say(document.title)}</h2>
      {document.introduction && <p>{say(document.introduction)}</p>}
      {document.minutes ? <p className="m-note">{t('form.minutes', { n: document.minutes })}</p> : null}
      {document.sections.map((section) => (
        <section key={section.code}>
          {say(section.title) && <h3>{say(section.title)}</h3>}
          {section.items.map((item) => {
            if (item.type !== 'information') number += 1;
            return (
              <ItemView
                key={item.code}
                document={document}
                item={item}
                say={say}
                number={item.type === 'information' ? undefined : number}
              />
            );
          })}
        </section>
      ))}
      {document.thanks && <p className="m-paper-end">{say(document.thanks)}</p>}
    </div>
  );
}
