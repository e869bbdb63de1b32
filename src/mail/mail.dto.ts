/** Every mail that Parley sends, by the name of its templates: `templates/<name>/<language>.hbs` (HTML) and `.txt`. */
export const MAIL_TEMPLATES = [
  'verify-email',
  'already-registered',
  'reset-password',
  'password-changed',
  'change-email',
  'email-in-use',
  'email-changed',
  'email-corrected',
  'new-device',
  'session-stolen',
  'admin-role-ended',
  'admin-disabled',
  'data-export',
  'missed-messages',
  'test-mail',
  'account-created',
  'invitation',
  'second-factor-on',
  'second-factor-off',
  'recovery-code-used',
] as const;
export type MailTemplate = (typeof MAIL_TEMPLATES)[number];
