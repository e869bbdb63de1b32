import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Not, Repository } from 'typeorm';
import type { Tx } from '../common/database/database.ts';
import { FormerUsernameEntity } from './former-username.entity.ts';
import type { UserEntity } from './user.entity.ts';

/** How long a former name stays with its person: mentions and habits of others lead to nobody else meanwhile. */
export const FORMER_NAME_DAYS = 30;

const oldest = (): Date => new Date(Date.now() - FORMER_NAME_DAYS * 86_400_000);

/** The names that people have given up lately. */
@Injectable()
export class FormerUsernamesRepository {
  constructor(@InjectRepository(FormerUsernameEntity) private readonly names: Repository<FormerUsernameEntity>) {}

  /** Whether this name, or a look-alike, is still held for a person other than `exceptId`. */
  isHeld(key: string, skeleton: string, exceptId?: string): Promise<boolean> {
    const shared = { givenUpAt: MoreThan(oldest()), ...(exceptId && { userId: Not(exceptId) }) };
    return this.names.existsBy([
      { usernameKey: key, ...shared },
      { usernameSkeleton: skeleton, ...shared },
    ]);
  }

  async hold(tx: Tx, { id, username, usernameKey, usernameSkeleton }: UserEntity): Promise<void> {
    const name = { userId: id, username, usernameKey, usernameSkeleton, givenUpAt: new Date() };
    await tx.upsert(FormerUsernameEntity, name, ['usernameKey']);
  }

  /** The person has taken the name again. */
  async release(tx: Tx, usernameKey: string): Promise<void> {
    await tx.delete(FormerUsernameEntity, { usernameKey });
  }

  async releaseAll(tx: Tx, userId: string): Promise<void> {
    await tx.delete(FormerUsernameEntity, { userId });
  }

  ofUser(userId: string): Promise<FormerUsernameEntity[]> {
    return this.names.find({ where: { userId }, order: { givenUpAt: 'ASC' } });
  }
}
