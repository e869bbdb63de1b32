import type { Language } from '../common/languages.ts';

interface PageTexts {
  ask: { title: string; text: string; button: string };
  done: { title: string; text: string };
}

const TEXTS: Record<Language, PageTexts> = {
  en: {
    ask: {
      title: 'No more mails?',
      text: 'Parley will not write to you any more about messages that you have missed.',
      button: 'End these mails',
    },
    done: {
      title: 'No more mails',
      text: 'You will get no more mails about missed messages. You can change that in your settings.',
    },
  },
  de: {
    ask: {
      title: 'Keine E-Mails mehr?',
      text: 'Parley schreibt dir dann nicht mehr, wenn du Nachrichten verpasst hast.',
      button: 'Diese E-Mails beenden',
    },
    done: {
      title: 'Keine E-Mails mehr',
      text: 'Du bekommst keine E-Mails über verpasste Nachrichten mehr. In deinen Einstellungen kannst du das wieder ändern.',
    },
  },
};

const page = (language: Language, title: string, rest: string) => `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>${title} – Parley</title>
    <style>
      :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
      body { color: light-dark(#1c2220, #e5e9e5); background: light-dark(#fcfaf6, #101514); }
      main { max-width: 28rem; margin: 4rem auto; padding: 0 1.5rem; }
      h1 { font-size: 1.375rem; }
      button { min-height: 2.875rem; padding: 0 1.25rem; font: inherit; font-weight: 550; color: light-dark(#fff, #05382d);
        background: light-dark(#1d5d50, #8fd6c2); border: 0; border-radius: 12px; cursor: pointer; }
    </style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${rest}
    </main>
  </body>
</html>
`;

export function confirmationPage(language: Language): string {
  const { title, text, button } = TEXTS[language].ask;
  return page(language, title, `<p>${text}</p>\n      <form method="post"><button>${button}</button></form>`);
}

export function donePage(language: Language): string {
  const { title, text } = TEXTS[language].done;
  return page(language, title, `<p>${text}</p>`);
}
