import type { AuditAction } from '@api/audit/audit.dto.ts';
import type { TextKey } from '../i18n/texts.ts';

/** The titles of entries in the audit log; the compiler requires a title for each action of the server. */
export const AUDIT_TITLES: Record<AuditAction, TextKey> = {
  account_created: 'audit.account_created',
  account_deleted: 'audit.account_deleted',
  guest_entered: 'audit.guest_entered',
  guest_became_member: 'audit.guest_became_member',
  guest_expired: 'audit.guest_expired',
  login_succeeded: 'audit.login_succeeded',
  login_failed: 'audit.login_failed',
  logged_out: 'audit.logged_out',
  session_ended: 'audit.session_ended',
  refresh_reused: 'audit.refresh_reused',
  password_changed: 'audit.password_changed',
  password_reset_asked: 'audit.password_reset_asked',
  password_reset: 'audit.password_reset',
  email_change_asked: 'audit.email_change_asked',
  email_changed: 'audit.email_changed',
  email_change_undone: 'audit.email_change_undone',
  username_changed: 'audit.username_changed',
  role_changed: 'audit.role_changed',
  account_disabled: 'audit.account_disabled',
  account_enabled: 'audit.account_enabled',
  audit_read: 'audit.audit_read',
  data_exported: 'audit.data_exported',
  mails_retried: 'audit.mails_retried',
  room_codes_guessed: 'audit.room_codes_guessed',
  setting_changed: 'audit.setting_changed',
};
