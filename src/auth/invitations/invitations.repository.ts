import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { Retention } from '../../common/retention.ts';
import { InvitationRoomEntity } from './invitation-room.entity.ts';
import { INVITATION_CONDITIONS } from './invitation.view.ts';
import { InvitationEntity } from './invitation.entity.ts';
import { type InvitationState, MAX_NAMED_ACCEPTANCES } from './invitations.dto.ts';

/** How long it can be seen who was invited and came, or did not. */
const KEPT_DAYS = 30;
/** The first key of the advisory locks that count what a person invites. */
const DAILY_LOCK_KEY = 1_836_412;

export type NewInvitation = Pick<
  InvitationEntity,
  'tokenHash' | 'email' | 'emailKey' | 'role' | 'message' | 'usesLeft' | 'language' | 'invitedBy' | 'expiresAt'
>;

/** Which invitations a caller sees: null for all. */
export interface InvitationFilter {
  invitedBy: string | null;
  state: InvitationState | undefined;
}

@Injectable()
export class InvitationsRepository {
  constructor(
    private readonly database: Database,
    retention: Retention,
  ) {
    const ended = `least(coalesce(accepted_at, revoked_at), expires_at)`;
    retention.add({ table: 'invitations', due: `${ended} < now() - interval '${KEPT_DAYS} days'` });
  }

  /** Undefined when the address has an open invitation. An expired one is replaced. */
  async insert(tx: Tx, row: NewInvitation, roomIds: string[]): Promise<InvitationEntity | undefined> {
    await tx.query(`DELETE FROM invitations i WHERE i.email_key = $1 AND ${INVITATION_CONDITIONS.expired}`, [
      row.emailKey,
    ]);
    const created = await tx
      .createQueryBuilder()
      .insert()
      .into(InvitationEntity)
      .values(row)
      .orIgnore()
      .returning('id')
      .execute();
    const [{ id } = { id: undefined }] = created.raw as { id?: string }[];
    if (id === undefined) return undefined;
    await tx.insert(
      InvitationRoomEntity,
      roomIds.map((roomId) => ({ invitationId: id, roomId })),
    );
    return tx.findOneByOrFail(InvitationEntity, { id });
  }

  /**
   * The addresses that a person has invited within a day, and seconds until the first of them is a day old. Another request
   * of the person waits until the transaction ends.
   */
  async invitedToday(tx: Tx, invitedBy: string): Promise<{ count: number; secondsLeft: number }> {
    await tx.query(`SELECT pg_advisory_xact_lock($1, hashtext($2))`, [DAILY_LOCK_KEY, invitedBy]);
    const [row] = await tx.query<[{ count: number; secondsLeft: number }]>(
      `SELECT count(*)::integer AS count,
              coalesce(ceil(extract(epoch FROM min(created_at) + interval '1 day' - now())), 0)::integer AS "secondsLeft"
       FROM invitations WHERE invited_by = $1 AND email IS NOT NULL AND created_at > now() - interval '1 day'`,
      [invitedBy],
    );
    return row;
  }

  /** Which of these addresses have an account. @param ownerId that of this person alone; null for anybody's */
  async knownAddresses(emailKeys: string[], ownerId: string | null): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ emailKey: string }>(
      `SELECT email_key AS "emailKey" FROM users WHERE email_key = ANY($1) AND ($2::uuid IS NULL OR id = $2)`,
      [emailKeys, ownerId],
    );
    return new Set(rows.map(({ emailKey }) => emailKey));
  }

  /** Newest first. */
  find({ invitedBy, state }: InvitationFilter, limit: number, [before]: [string]): Promise<InvitationEntity[]> {
    const query = this.database.source.manager
      .createQueryBuilder(InvitationEntity, 'i')
      .where('i.id::text < :before', { before });
    if (invitedBy !== null) query.andWhere('i.invited_by = :invitedBy', { invitedBy });
    if (state) query.andWhere(INVITATION_CONDITIONS[state]);
    return query
      .orderBy('i.id', 'DESC')
      .limit(limit + 1)
      .getMany();
  }

  /** The rooms of invitations, by name. */
  roomsOf(
    ids: string[],
    tx: Tx = this.database.source.manager,
  ): Promise<{ invitationId: string; id: string; name: string }[]> {
    return tx.query(
      `SELECT i.invitation_id AS "invitationId", r.id, r.name FROM invitation_rooms i JOIN rooms r ON r.id = i.room_id
       WHERE i.invitation_id = ANY($1) ORDER BY r.name, r.id`,
      [ids],
    );
  }

  roomIdsOf(tx: Tx, invitationId: string): Promise<string[]> {
    return tx.findBy(InvitationRoomEntity, { invitationId }).then((rows) => rows.map(({ roomId }) => roomId));
  }

  /** Who came by invitations, newest first. */
  acceptancesOf(ids: string[]): Promise<{ invitationId: string; userId: string }[]> {
    return this.database.query(
      `SELECT invitation_id AS "invitationId", user_id AS "userId"
       FROM (SELECT *, row_number() OVER (PARTITION BY invitation_id ORDER BY accepted_at DESC, user_id) AS number
             FROM invitation_acceptances WHERE invitation_id = ANY($1)) a
       WHERE number <= ${MAX_NAMED_ACCEPTANCES} ORDER BY invitation_id, number`,
      [ids],
    );
  }

  /** A mailed invitation that was not used or revoked. @param invitedBy null for anybody's */
  waiting(id: string, invitedBy: string | null): Promise<InvitationEntity | null> {
    return this.database.source.manager.findOneBy(InvitationEntity, {
      id,
      emailKey: Not(IsNull()),
      acceptedAt: IsNull(),
      revokedAt: IsNull(),
      ...(invitedBy !== null && { invitedBy }),
    });
  }

  /** Gives an invitation that was not used another link. Undefined when there is none. */
  async renew(
    tx: Tx,
    id: string,
    { tokenHash, expiresAt }: Pick<InvitationEntity, 'tokenHash' | 'expiresAt'>,
  ): Promise<InvitationEntity | undefined> {
    const rows = await returning(
      tx,
      `UPDATE invitations SET token_hash = $2, expires_at = $3 WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL
       RETURNING id`,
      [id, tokenHash, expiresAt],
    );
    return rows.length ? tx.findOneByOrFail(InvitationEntity, { id }) : undefined;
  }

  /** @param invitedBy null for anybody's */
  async revoke(
    tx: Tx,
    id: string,
    invitedBy: string | null,
  ): Promise<Pick<InvitationEntity, 'id' | 'email'> | undefined> {
    const [row] = await returning<Pick<InvitationEntity, 'id' | 'email'>>(
      tx,
      `UPDATE invitations SET revoked_at = now()
       WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND ($2::uuid IS NULL OR invited_by = $2)
       RETURNING id, email`,
      [id, invitedBy],
    );
    return row;
  }

  /**
   * What names a person whose account is deleted: what they were invited by, and what they have invited and waits. A link by
   * which others came is revoked.
   */
  async forget(userId: string): Promise<void> {
    await this.database.query(
      `WITH came AS (DELETE FROM invitation_acceptances WHERE user_id = $1 RETURNING invitation_id)
       DELETE FROM invitations i WHERE i.email IS NOT NULL AND i.id IN (SELECT invitation_id FROM came)
         OR i.invited_by = $1 AND i.accepted_at IS NULL
           AND NOT EXISTS (SELECT FROM invitation_acceptances a WHERE a.invitation_id = i.id)`,
      [userId],
    );
    await this.database.query(
      `UPDATE invitations SET revoked_at = now() WHERE invited_by = $1 AND accepted_at IS NULL AND revoked_at IS NULL`,
      [userId],
    );
  }

  /** By and of a person, for the copy of their data. */
  ofUser(userId: string): Promise<InvitationEntity[]> {
    return this.database.source.manager
      .createQueryBuilder(InvitationEntity, 'i')
      .where('i.invited_by = :userId', { userId })
      .orWhere('i.id IN (SELECT invitation_id FROM invitation_acceptances WHERE user_id = :userId)', { userId })
      .orderBy('i.id')
      .getMany();
  }
}
