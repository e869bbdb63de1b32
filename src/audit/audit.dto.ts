import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '../common/page.ts';
import { Timestamp } from '../common/validation/timestamp.ts';
import { UserSummary } from '../users/users.dto.ts';

export const AUDIT_ACTIONS = [
  'account_created',
  'account_deleted',
  'guest_entered',
  'guest_became_member',
  'guest_expired',
  'login_succeeded',
  'login_failed',
  'logged_out',
  'session_ended',
  'refresh_reused',
  'password_changed',
  'password_reset_asked',
  'password_reset',
  'email_change_asked',
  'email_changed',
  'email_change_undone',
  'username_changed',
  'role_changed',
  'account_disabled',
  'account_enabled',
  'audit_read',
  'data_exported',
  'mails_retried',
  'room_codes_guessed',
  'room_deleted',
  'upload_refused',
  'backup_made',
  'backup_restored',
  'signing_keys_rotated',
  'display_name_changed',
  'setting_changed',
  'room_archived',
  'room_unarchived',
  'room_owner_given',
  'person_invited',
  'invitation_resent',
  'invitation_revoked',
  'invitation_accepted',
  'second_factor_failed',
  'totp_on',
  'totp_off',
  'recovery_codes_made',
  'recovery_code_used',
  'confirmed',
  'factors_reset',
  'passkey_added',
  'passkey_removed',
  'passkey_suspect',
  'let_in_link_made',
  'token_made',
  'token_revoked',
  'token_expired',
  'mcp_used',
  'identity_connected',
  'identity_disconnected',
  'idp_logout',
  'idp_logout_refused',
  'role_kept',
  'policy_changed',
  'member_kicked',
  'member_banned',
  'member_muted',
  'report_decided',
  'group_made',
  'group_changed',
  'group_deleted',
  'group_member_added',
  'group_member_removed',
  'hook_made',
  'hook_changed',
  'hook_rotated',
  'hook_deleted',
  'subscription_made',
  'subscription_changed',
  'subscription_rotated',
  'subscription_disabled',
  'subscription_deleted',
  'command_made',
  'command_changed',
  'command_rotated',
  'command_deleted',
  'bot_made',
  'bot_changed',
  'bot_handed_over',
  'bot_deleted',
  'emoji_added',
  'emoji_renamed',
  'emoji_alias_added',
  'emoji_disabled',
  'emoji_enabled',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** An entry of the audit log. It never contains texts of messages, tokens or codes. */
export class AuditEntry {
  id: string;
  /** When it happened. */
  at: string;
  action: AuditAction;
  /** Null when the actor was not signed in. */
  actorId: string | null;
  /** The person that the act concerned. */
  targetId: string | null;
  ip: string | null;
  requestId: string | null;
  detail: Record<string, string>;
}

export class AuditPage {
  items: AuditEntry[];
  /** Every person that the entries name, once. */
  people: UserSummary[];
  next: string | null;
}

export class FindAudit extends PageQuery {
  @IsOptional()
  @IsIn(AUDIT_ACTIONS)
  action?: AuditAction;

  /** Entries with this person as actor or target. */
  @IsOptional()
  @IsUUID()
  userId?: string;

  /** At or after this time. */
  @IsOptional()
  @Timestamp()
  from?: string;

  /** Before this time. */
  @IsOptional()
  @Timestamp()
  to?: string;
}
