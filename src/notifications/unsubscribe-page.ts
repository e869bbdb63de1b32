const page = (title: string, rest: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>${title} – Parley</title>
    <style>
      :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
      main { max-width: 28rem; margin: 4rem auto; padding: 0 1.5rem; }
      button { font: inherit; padding: 0.6rem 1.2rem; }
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

export const askPage = page(
  'No more mails?',
  `<p>Parley will not write to you any more about messages that you have missed.</p>
      <form method="post"><button>End these mails</button></form>`,
);

export const donePage = page(
  'No more mails',
  '<p>You will get no more mails about missed messages. You can change that in your settings.</p>',
);
