import type { UserSummary } from '../../users/users.dto.ts';
import type { InvitationEntity } from './invitation.entity.ts';
import type { Invitation, InvitationState } from './invitations.dto.ts';

type Facts = Pick<InvitationEntity, 'acceptedAt' | 'revokedAt' | 'expiresAt'>;

export const stateOf = ({ acceptedAt, revokedAt, expiresAt }: Facts, now = new Date()): InvitationState => {
  if (acceptedAt) return 'accepted';
  if (revokedAt) return 'revoked';
  return expiresAt <= now ? 'expired' : 'open';
};

export const invitationView = (row: InvitationEntity, people: ReadonlyMap<string, UserSummary>): Invitation => ({
  id: row.id,
  email: row.email,
  state: stateOf(row),
  invitedBy: people.get(row.invitedBy) ?? null,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  acceptedBy: (row.acceptedBy && people.get(row.acceptedBy)) || null,
});
