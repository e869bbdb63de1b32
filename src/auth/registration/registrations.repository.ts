import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import type { Tx } from '../../common/database/database.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { usernameKey } from '../../users/username.ts';
import { RegistrationEntity } from './registration.entity.ts';

/** A requested user name stays reserved this long. */
const NAME_RESERVATION = '1 hour';
/** A registration waits this long for its address to be verified. */
export const MAX_AGE = '1 day';

@Injectable()
export class RegistrationsRepository {
  constructor(@InjectRepository(RegistrationEntity) private readonly registrations: Repository<RegistrationEntity>) {}

  /** The newest. */
  byLogin(login: string): Promise<RegistrationEntity | null> {
    const where = login.includes('@') ? { emailKey: emailKeyOf(login) } : { usernameKey: usernameKey(login) };
    return this.registrations.findOne({ where, order: { createdAt: 'DESC' } });
  }

  /** Those that wait for an address, newest first. */
  ofAddress(emailKey: string): Promise<RegistrationEntity[]> {
    return this.registrations
      .createQueryBuilder('r')
      .where('r.email_key = :emailKey', { emailKey })
      .andWhere('r.created_at > now() - :age::interval', { age: MAX_AGE })
      .orderBy('r.created_at', 'DESC')
      .getMany();
  }

  /** Whether a registration with another address has requested this name within the last hour. */
  nameReserved(key: string, skeleton: string, emailKey: string): Promise<boolean> {
    return this.registrations
      .createQueryBuilder('r')
      .where('(r.username_key = :key OR r.username_skeleton = :skeleton)', { key, skeleton })
      .andWhere('r.email_key <> :emailKey', { emailKey })
      .andWhere(`r.created_at > now() - :age::interval`, { age: NAME_RESERVATION })
      .getExists();
  }

  /** A registration replaces the previous one of the same browser for the same address, including its code. */
  async replace(tx: Tx, registration: Partial<RegistrationEntity>): Promise<void> {
    const fresh = { codeTries: 0, createdAt: new Date(), ...registration };
    await tx.upsert(RegistrationEntity, fresh, ['emailKey', 'secretHash']);
  }

  async renewCode(tx: Tx, id: string, code: Pick<RegistrationEntity, 'codeHash' | 'codeExpiresAt'>): Promise<void> {
    await tx.update(RegistrationEntity, { id }, { ...code, codeTries: 0 });
  }

  /**
   * Counts an attempt at the code of the browser with this secret, or at all codes of the address when that has none.
   * Where no code accepts attempts it counts under `otherwise`: the work is the same for every address.
   * @returns the registrations whose codes accept the attempt
   */
  async tryCodes(
    tx: Tx,
    emailKey: string,
    secretHash: Buffer,
    { allowed, otherwise }: { allowed: number; otherwise: Buffer },
  ): Promise<RegistrationEntity[]> {
    const tried = await tx.query<{ id: string }[]>(
      `WITH own AS (SELECT id FROM registrations WHERE email_key = $1 AND secret_hash = $2),
       tried AS (
         UPDATE registrations SET code_tries = code_tries + 1
         WHERE email_key = $1 AND (id IN (SELECT id FROM own) OR NOT EXISTS (SELECT FROM own))
           AND code_tries < $3 AND code_expires_at > now() AND created_at > now() - $5::interval RETURNING id
       ), counted AS (
         INSERT INTO login_failures AS f (tried, failures) SELECT $4::bytea, 1 WHERE NOT EXISTS (SELECT FROM tried)
         ON CONFLICT (tried) DO UPDATE SET failures = f.failures + 1, last_at = now()
       )
       SELECT id FROM tried`,
      [emailKey, secretHash, allowed, otherwise, MAX_AGE],
    );
    return tx.findBy(RegistrationEntity, { id: In(tried.map(({ id }) => id)) });
  }

  /** Takes out a registration, once, and all others for its address. False when it was taken or its code was renewed. */
  async take(tx: Tx, { id, emailKey, codeHash }: RegistrationEntity): Promise<boolean> {
    const taken = await tx.delete(RegistrationEntity, { id, codeHash });
    if (!taken.affected) return false;
    await this.removeAll(tx, emailKey);
    return true;
  }

  async removeAll(tx: Tx, emailKey: string): Promise<void> {
    await tx.delete(RegistrationEntity, { emailKey });
  }
}
