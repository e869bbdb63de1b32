import type { UserSummary } from '../../users/users.dto.ts';
import type { InvitationEntity } from './invitation.entity.ts';
import type { Invitation, InvitationRoom, InvitationState } from './invitations.dto.ts';

type Facts = Pick<InvitationEntity, 'acceptedAt' | 'revokedAt' | 'expiresAt'>;

/** What stands beside the row of an invitation. */
export interface InvitationRelations {
  rooms: InvitationRoom[];
  invitedBy: UserSummary | null;
  acceptedBy: UserSummary[];
}

export const stateOf = ({ acceptedAt, revokedAt, expiresAt }: Facts, now = new Date()): InvitationState => {
  if (acceptedAt) return 'accepted';
  if (revokedAt) return 'revoked';
  return expiresAt <= now ? 'expired' : 'open';
};

/** The same in SQL, of an invitation `i`. */
export const INVITATION_CONDITIONS: Record<InvitationState, string> = {
  open: 'i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()',
  expired: 'i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at <= now()',
  accepted: 'i.accepted_at IS NOT NULL',
  revoked: 'i.accepted_at IS NULL AND i.revoked_at IS NOT NULL',
};

export const invitationView = (row: InvitationEntity, relations: InvitationRelations): Invitation => ({
  id: row.id,
  email: row.email,
  link: row.email === null,
  role: row.role,
  rooms: relations.rooms,
  invitedBy: relations.invitedBy,
  message: row.message,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  usesLeft: row.usesLeft,
  acceptedBy: relations.acceptedBy,
  state: stateOf(row),
});
