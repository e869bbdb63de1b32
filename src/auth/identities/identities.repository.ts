import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { IdentityEntity } from './identity.entity.ts';

/** What names a person at a provider. */
export type Subject = Pick<IdentityEntity, 'issuer' | 'subject'>;

export type NewIdentity = Pick<IdentityEntity, 'userId' | 'provider' | 'issuer' | 'subject' | 'email'>;

@Injectable()
export class IdentitiesRepository {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  of(userId: string, tx: Tx = this.database.source.manager): Promise<IdentityEntity[]> {
    return tx.find(IdentityEntity, { where: { userId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  bySubject({ issuer, subject }: Subject, tx: Tx = this.database.source.manager): Promise<IdentityEntity | null> {
    return tx.findOneBy(IdentityEntity, { issuer, subject });
  }

  /** Until the transaction ends, no other one decides about this subject. */
  async lockSubject(tx: Tx, { issuer, subject }: Subject): Promise<void> {
    const key = createHash('sha256').update(`${issuer}\n${subject}`).digest().readBigInt64BE();
    await tx.query(`SELECT pg_advisory_xact_lock($1)`, [key.toString()]);
  }

  async add(tx: Tx, identity: NewIdentity): Promise<IdentityEntity> {
    const { id } = await tx.save(tx.create(IdentityEntity, { ...identity, lastUsedAt: new Date() }));
    return tx.findOneByOrFail(IdentityEntity, { id });
  }

  async use(tx: Tx, id: string, email: string | null): Promise<void> {
    await tx.update(IdentityEntity, { id }, { email, lastUsedAt: new Date() });
  }

  /** False when there is none. */
  async remove(tx: Tx, userId: string, id: string): Promise<boolean> {
    return Boolean((await tx.delete(IdentityEntity, { userId, id })).affected);
  }
}
