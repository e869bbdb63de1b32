import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { Retention } from '../../common/retention.ts';
import { InvitationEntity } from './invitation.entity.ts';
import type { InvitationState } from './invitations.dto.ts';

/** How long it can be seen who was invited and came, or did not. */
const KEPT_DAYS = 30;

const CONDITIONS: Record<InvitationState, string> = {
  open: 'i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()',
  expired: 'i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at <= now()',
  accepted: 'i.accepted_at IS NOT NULL',
  revoked: 'i.revoked_at IS NOT NULL',
};

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
  async insert(
    tx: Tx,
    row: Pick<InvitationEntity, 'tokenHash' | 'email' | 'emailKey' | 'language' | 'invitedBy' | 'expiresAt'>,
  ): Promise<InvitationEntity | undefined> {
    await tx.query(`DELETE FROM invitations i WHERE i.email_key = $1 AND ${CONDITIONS.expired}`, [row.emailKey]);
    const created = await tx
      .createQueryBuilder()
      .insert()
      .into(InvitationEntity)
      .values(row)
      .orIgnore()
      .returning('id')
      .execute();
    const [{ id } = { id: undefined }] = created.raw as { id?: string }[];
    return id === undefined ? undefined : tx.findOneByOrFail(InvitationEntity, { id });
  }

  /** The addresses that a person has invited within a day, and seconds until the first of them is a day old. */
  async invitedToday(invitedBy: string): Promise<{ count: number; secondsLeft: number }> {
    const [row] = await this.database.query<{ count: number; secondsLeft: number }>(
      `SELECT count(*)::integer AS count,
              coalesce(ceil(extract(epoch FROM min(created_at) + interval '1 day' - now())), 0)::integer AS "secondsLeft"
       FROM invitations WHERE invited_by = $1 AND created_at > now() - interval '1 day'`,
      [invitedBy],
    );
    return row ?? { count: 0, secondsLeft: 0 };
  }

  /** Newest first. */
  find(state: InvitationState | undefined, limit: number, [before]: [string]): Promise<InvitationEntity[]> {
    const query = this.database.source.manager
      .createQueryBuilder(InvitationEntity, 'i')
      .where('i.id::text < :before', { before });
    if (state) query.andWhere(CONDITIONS[state]);
    return query
      .orderBy('i.id', 'DESC')
      .limit(limit + 1)
      .getMany();
  }

  /** An invitation that still counts: open, by an administrator who can act. */
  async byToken(tokenHash: Buffer): Promise<InvitationEntity | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      `SELECT i.id FROM invitations i JOIN users u ON u.id = i.invited_by
       WHERE i.token_hash = $1 AND ${CONDITIONS.open} AND u.disabled_at IS NULL AND u.role = 'admin'`,
      [tokenHash],
    );
    return row && ((await this.database.source.manager.findOneBy(InvitationEntity, row)) ?? undefined);
  }

  /** Whether it still counts; it stays locked until the transaction ends, so that it is used once. */
  async lockValid(tx: Tx, { id, tokenHash }: InvitationEntity): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT FROM invitations i JOIN users u ON u.id = i.invited_by
       WHERE i.id = $1 AND i.token_hash = $2 AND ${CONDITIONS.open} AND u.disabled_at IS NULL AND u.role = 'admin'
       FOR UPDATE OF i`,
      [id, tokenHash],
    );
    return rows.length > 0;
  }

  /** A person has an account with an invited address, by whichever way. */
  async acceptAll(tx: Tx, emailKey: string, userId: string): Promise<void> {
    await tx.query(
      `UPDATE invitations SET accepted_by = $2, accepted_at = now()
       WHERE email_key = $1 AND accepted_at IS NULL AND revoked_at IS NULL`,
      [emailKey, userId],
    );
  }

  /** The address of an invitation that was not used or revoked. */
  async waitingAddress(id: string): Promise<string | undefined> {
    const row = await this.database.source.manager.findOneBy(InvitationEntity, {
      id,
      acceptedAt: IsNull(),
      revokedAt: IsNull(),
    });
    return row?.emailKey;
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

  async revoke(tx: Tx, id: string): Promise<string | undefined> {
    const [row] = await returning<{ email: string }>(
      tx,
      `UPDATE invitations SET revoked_at = now() WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL RETURNING email`,
      [id],
    );
    return row?.email;
  }

  /** What names a person whose account is deleted: what they were invited by, and what they have invited and waits. */
  async forget(userId: string): Promise<void> {
    await this.database.query(
      `DELETE FROM invitations i WHERE i.accepted_by = $1 OR i.invited_by = $1 AND i.accepted_at IS NULL`,
      [userId],
    );
  }

  /** By and of a person, for the copy of their data. */
  ofUser(userId: string): Promise<InvitationEntity[]> {
    return this.database.source.manager.find(InvitationEntity, {
      where: [{ invitedBy: userId }, { acceptedBy: userId }],
      order: { id: 'ASC' },
    });
  }
}
