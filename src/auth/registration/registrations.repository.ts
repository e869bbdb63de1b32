import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { returning, type Tx } from '../../common/database/database.ts';
import { emailKeyOf } from '../../users/email-key.ts';
import { usernameKey } from '../../users/username.ts';
import { RegistrationEntity } from './registration.entity.ts';

/** A requested user name stays reserved this long. */
const NAME_RESERVATION = '1 hour';

@Injectable()
export class RegistrationsRepository {
  constructor(@InjectRepository(RegistrationEntity) private readonly registrations: Repository<RegistrationEntity>) {}

  byLogin(login: string): Promise<RegistrationEntity | null> {
    return this.registrations.findOneBy(
      login.includes('@') ? { emailKey: emailKeyOf(login) } : { usernameKey: usernameKey(login) },
    );
  }

  byEmail(emailKey: string): Promise<RegistrationEntity | null> {
    return this.registrations.findOneBy({ emailKey });
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

  /** The newest registration for an address replaces the previous registration, including its code. */
  async replace(tx: Tx, registration: Partial<RegistrationEntity>): Promise<void> {
    await tx.upsert(RegistrationEntity, { codeTries: 0, createdAt: new Date(), ...registration }, ['emailKey']);
  }

  async renewCode(
    tx: Tx,
    emailKey: string,
    code: Pick<RegistrationEntity, 'codeHash' | 'codeExpiresAt'>,
  ): Promise<void> {
    await tx.update(RegistrationEntity, { emailKey }, { ...code, codeTries: 0 });
  }

  /** Counts an attempt and returns the registration while its code accepts attempts. The row stays locked. */
  async tryCode(tx: Tx, emailKey: string, allowed: number): Promise<RegistrationEntity | undefined> {
    const tried = await returning<{ email_key: string }>(
      tx,
      `UPDATE registrations SET code_tries = code_tries + 1
       WHERE email_key = $1 AND code_tries < $2 AND code_expires_at > now() RETURNING email_key`,
      [emailKey, allowed],
    );
    return tried.length ? ((await tx.findOneBy(RegistrationEntity, { emailKey })) ?? undefined) : undefined;
  }

  async remove(tx: Tx, emailKey: string): Promise<void> {
    await tx.delete(RegistrationEntity, { emailKey });
  }
}
