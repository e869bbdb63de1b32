import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { rolesThatInvite } from '../../shared/admin.policy.ts';
import { INVITATION_CONDITIONS } from './invitation.view.ts';
import { InvitationAcceptanceEntity } from './invitation-acceptance.entity.ts';
import { InvitationEntity } from './invitation.entity.ts';

/** An invitation `i` that counts: it is open, and the person who invites still may ($1: the roles that do). */
const VALID = `FROM invitations i JOIN users u ON u.id = i.invited_by
  WHERE ${INVITATION_CONDITIONS.open} AND u.disabled_at IS NULL AND u.deleted_at IS NULL AND u.role = ANY($1)`;

export interface WaitingInvitation extends Pick<InvitationEntity, 'id' | 'invitedBy'> {
  counts: boolean;
}

/** Whether an invitation counts, and who came by it. */
@Injectable()
export class InvitationAcceptancesRepository {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** An invitation that counts. */
  async byToken(tokenHash: Buffer): Promise<InvitationEntity | undefined> {
    const [row] = await this.database.query<{ id: string }>(`SELECT i.id ${VALID} AND i.token_hash = $2`, [
      this.roles(),
      tokenHash,
    ]);
    return row && ((await this.database.source.manager.findOneBy(InvitationEntity, row)) ?? undefined);
  }

  byId(id: string): Promise<InvitationEntity | null> {
    return this.database.source.manager.findOneBy(InvitationEntity, { id });
  }

  /** Whether it still counts, with the same link; it stays locked until the transaction ends. */
  async lockValid(tx: Tx, { id, tokenHash }: InvitationEntity): Promise<boolean> {
    const rows = await tx.query<unknown[]>(`SELECT ${VALID} AND i.id = $2 AND i.token_hash = $3 FOR UPDATE OF i`, [
      this.roles(),
      id,
      tokenHash,
    ]);
    return rows.length > 0;
  }

  /** Locks and answers what waits for an address. `counts`: whether its link would let the person in. */
  lockOfAddress(tx: Tx, emailKey: string): Promise<WaitingInvitation[]> {
    return tx.query(
      `SELECT id, invited_by AS "invitedBy", EXISTS (SELECT ${VALID} AND i.id = waits.id) AS counts
       FROM invitations waits
       WHERE email_key = $2 AND accepted_at IS NULL AND revoked_at IS NULL ORDER BY id FOR UPDATE OF waits`,
      [this.roles(), emailKey],
    );
  }

  /** Takes a use; the last one ends the invitation. Locked before. */
  async take(tx: Tx, invitationId: string, userId: string): Promise<void> {
    await returning(
      tx,
      `UPDATE invitations SET uses_left = uses_left - 1, accepted_at = CASE WHEN uses_left = 1 THEN now() END
       WHERE id = $1 RETURNING id`,
      [invitationId],
    );
    await tx.insert(InvitationAcceptanceEntity, { invitationId, userId });
  }

  private roles(): string[] {
    return rolesThatInvite(this.config.env.INVITE_BY);
  }
}
