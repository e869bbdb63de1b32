/** The values a template may name. Codes are wiped from the row once the mail is sent. */
export type MailData = Record<string, string>;

/** Every mail we send: its subject, and the files `templates/<name>.hbs` (HTML) and `templates/<name>-text.hbs`. */
export const subjects = {
  'verify-email': 'Your Parley code: {{code}}',
  'already-registered': 'You already have a Parley account',
} as const;

export type Template = keyof typeof subjects;
