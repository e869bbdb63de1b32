import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { PasskeyEntity } from './passkey.entity.ts';

/** A passkey that a device has made and nobody has yet. */
export type NewPasskey = Pick<
  PasskeyEntity,
  'credentialId' | 'publicKey' | 'counter' | 'host' | 'transports' | 'secondFactorOnly' | 'synced' | 'aaguid'
>;

@Injectable()
export class PasskeysRepository {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  of(userId: string, tx: Tx = this.database.source.manager): Promise<PasskeyEntity[]> {
    return tx.find(PasskeyEntity, { where: { userId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  byCredential(credentialId: Buffer): Promise<PasskeyEntity | null> {
    return this.database.source.manager.findOneBy(PasskeyEntity, { credentialId });
  }

  byId(userId: string, id: string, tx: Tx = this.database.source.manager): Promise<PasskeyEntity | null> {
    return tx.findOneBy(PasskeyEntity, { userId, id });
  }

  /** How many work at another host only. */
  countElsewhere(host: string): Promise<number> {
    return this.database.source.manager
      .createQueryBuilder(PasskeyEntity, 'p')
      .where('p.host <> :host', { host })
      .getCount();
  }

  /** Null when a person has this passkey already. */
  async add(tx: Tx, userId: string, name: string, made: NewPasskey): Promise<PasskeyEntity | null> {
    const { identifiers } = await tx
      .createQueryBuilder()
      .insert()
      .into(PasskeyEntity)
      .values({ ...made, userId, name })
      .orIgnore()
      .execute();
    return identifiers[0] ? tx.findOneBy(PasskeyEntity, { credentialId: made.credentialId, userId }) : null;
  }

  /**
   * Counts a use. Of uses that come at once, on any node, the database lets each count through once.
   * @returns false when the device has counted this use before: there is a copy of the key
   */
  async use(id: string, counter: number, synced: boolean): Promise<boolean> {
    const rows = await returning(
      this.database.source.manager,
      `UPDATE passkeys SET counter = $2, synced = $3, last_used_at = now()
       WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2::bigint = 0)) RETURNING id`,
      [id, counter, synced],
    );
    return rows.length > 0;
  }

  /** Null when there is none. */
  async rename(userId: string, id: string, name: string): Promise<PasskeyEntity | null> {
    await this.database.source.manager.update(PasskeyEntity, { userId, id }, { name });
    return this.byId(userId, id);
  }

  /** False when there is none. */
  async remove(tx: Tx, userId: string, id: string): Promise<boolean> {
    return Boolean((await tx.delete(PasskeyEntity, { userId, id })).affected);
  }
}
