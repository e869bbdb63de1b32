/** @typedef {import('./mailbox.mjs').Mail} Mail */

const style = `
  :root { color-scheme: light dark; --line: light-dark(#e2e2e9, #33343b); --quiet: light-dark(#5b5d66, #a5a7b1); --link: light-dark(#2f4cbf, #b3c3ff) }
  * { box-sizing: border-box }
  body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fdfcff, #1a1b20); color: light-dark(#1a1b20, #e4e4ec) }
  h1 { font-size: 1.375rem; margin: 0 0 .25rem; overflow-wrap: anywhere }
  h2 { font-size: 1rem; margin: 0 0 .5rem; color: var(--quiet); font-weight: 500 }
  p { margin: 0 } .quiet { color: var(--quiet) }
  a { color: var(--link) }
  ul { list-style: none; margin: 1.5rem 0; padding: 0; border-top: 1px solid var(--line) }
  li { border-bottom: 1px solid var(--line) }
  li a { display: grid; grid-template-columns: minmax(0, 16rem) minmax(0, 1fr) auto; gap: 0 1rem; padding: .75rem .5rem; color: inherit; text-decoration: none }
  li a:hover, li a:focus-visible { background: light-dark(#f0f0f8, #26272e) }
  li span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  .subject { font-weight: 600 }
  .bodies { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1.5rem; margin-top: 1.5rem }
  iframe, pre { width: 100%; height: 70vh; margin: 0; border: 1px solid var(--line); border-radius: .75rem }
  iframe { background: #fff; color-scheme: light }
  pre { padding: 1rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; font: .875rem/1.5 ui-monospace, monospace }
  @media (max-width: 40rem) { li a { grid-template-columns: 1fr auto } .subject { grid-row: 2; grid-column: 1 / -1 } iframe, pre { height: 60vh } }
`;

/** @param {Mail[]} mails @param {string} base the path of the mailbox */
export function listPage(mails, base) {
  const rows = mails.map(
    (mail) =>
      `<li><a href="${base}/mails/${mail.id}"><span>${escape(mail.to.join(', '))}</span><span class="subject">${escape(mail.subject || '(no subject)')}</span>${time(mail)}</a></li>`,
  );
  const list = rows.length ? `<ul>${rows.join('')}</ul>` : '<p style="margin-top:1.5rem">No mail yet.</p>';
  return page(
    'Mailbox',
    `<h1>Mailbox</h1><p class="quiet">Parley's mails end here: none leaves this machine.</p>${list}`,
    '<meta http-equiv="refresh" content="3">',
  );
}

/** @param {Mail} mail @param {string} base the path of the mailbox */
export function mailPage(mail, base) {
  // Links open in a new tab; the sandbox keeps a mail from scripts, forms and the pages of the mailbox.
  const html = mail.html
    ? `<section><h2>HTML</h2><iframe title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escape(`<base target="_blank">${mail.html}`)}"></iframe></section>`
    : '';
  return page(
    mail.subject || 'Mail',
    `<p><a href="${base}/">← All mails</a></p><h1 style="margin-top:1rem">${escape(mail.subject || '(no subject)')}</h1>
    <p class="quiet">To ${escape(mail.to.join(', '))} · from ${escape(mail.from)} · ${time(mail)}</p>
    <div class="bodies">${html}<section><h2>Text</h2><pre>${escape(mail.text)}</pre></section></div>`,
  );
}

/** @param {string} base the path of the mailbox */
export function notFoundPage(base) {
  return page(
    'Not found',
    `<h1>Not here</h1><p>This mail is gone, or never came. <a href="${base}/">All mails</a></p>`,
  );
}

/** @param {string} title @param {string} body @param {string} [head] */
function page(title, body, head = '') {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${head}<title>${escape(title)}</title><style>${style}</style></head><body>${body}</body></html>`;
}

/** @param {Mail} mail */
function time(mail) {
  return `<time class="quiet" datetime="${mail.date}">${mail.date.slice(11, 19)} UTC</time>`;
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
