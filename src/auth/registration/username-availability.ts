import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isRepeatedKey } from '../../common/database/repeated-key.ts';
import { Problem } from '../../common/problem.ts';
import { usernameFrom } from '../../shared/derived-username.ts';
import { limits } from '../../shared/limits.ts';
import { FormerUsernamesRepository } from '../../users/former-usernames.repository.ts';
import { isReserved, usernameKeys } from '../../users/username.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { RegistrationsRepository } from './registrations.repository.ts';

const MAX_SMALL_NUMBER = 9;
const MAX_ATTEMPTS = 20;

/** The address or guest that may hold a name already. */
interface NameHolder {
  emailKey?: string | undefined;
  userId?: string | undefined;
}

interface ChosenNames {
  username?: string | undefined;
  displayName?: string | null | undefined;
}

const taken = () => new Problem('username_taken', undefined, { username: ['is taken'] });

/**
 * For the `catch` of a transaction that stores a name: of two concurrent requests the first to commit gets the name.
 */
export function rethrowUsernameTaken(error: unknown): never {
  throw isRepeatedKey(error, 'users_username') ? taken() : error;
}

/** Which user names are free: not those of accounts, guests and pending registrations, nor those given up lately. */
@Injectable()
export class UsernameAvailability {
  constructor(
    private readonly users: UsersRepository,
    private readonly formerNames: FormerUsernamesRepository,
    private readonly registrations: RegistrationsRepository,
  ) {}

  /** @throws Problem `username_taken` */
  async assertAvailable(username: string, own: NameHolder = {}): Promise<void> {
    if (!(await this.isAvailable(username, own))) throw taken();
  }

  /**
   * The names of a new account: the given user name if it is free, or a free one that the display name suggests.
   * @throws Problem `username_taken`; `invalid_input` without any name
   */
  async choose({ username, displayName }: ChosenNames, own: NameHolder = {}) {
    if (username !== undefined) {
      await this.assertAvailable(username, own);
      return { username, displayName: displayName ?? username };
    }
    if (typeof displayName !== 'string')
      throw new Problem('invalid_input', undefined, { displayName: ['give a display name or a username'] });
    return { username: await this.derive(displayName, own), displayName };
  }

  /**
   * A free user name that another name suggests: small numbers are added first, random ones where many people have the name.
   * @throws Problem `username_taken`
   */
  async derive(displayName: string, own: NameHolder = {}): Promise<string> {
    const wanted = usernameFrom(displayName);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const suffix = attempt === 1 ? '' : String(attempt <= MAX_SMALL_NUMBER ? attempt : randomInt(1e4, 1e6));
      const name = wanted.slice(0, limits.usernameMax - suffix.length) + suffix;
      if (await this.isAvailable(name, own)) return name;
    }
    throw taken();
  }

  private async isAvailable(username: string, own: NameHolder): Promise<boolean> {
    const { usernameKey: key, usernameSkeleton: skeleton } = usernameKeys(username);
    return (
      !isReserved(username) &&
      !(await this.users.isNameTaken(key, skeleton, own.userId)) &&
      !(await this.formerNames.isHeld(key, skeleton, own.userId)) &&
      !(await this.registrations.nameReserved(key, skeleton, own.emailKey ?? ''))
    );
  }
}
