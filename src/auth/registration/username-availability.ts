import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { Problem } from '../../common/problem.ts';
import { isReserved, usernameKey, usernameSkeleton } from '../../users/username.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { RegistrationsRepository } from './registrations.repository.ts';

const taken = () => new Problem('username_taken', undefined, { username: ['is taken'] });

/** Which user names are free: not those of accounts, guests and pending registrations. */
@Injectable()
export class UsernameAvailability {
  constructor(
    private readonly users: UsersRepository,
    private readonly registrations: RegistrationsRepository,
  ) {}

  /** The columns by which two names count as the same. */
  keys(username: string) {
    return { usernameKey: usernameKey(username), usernameSkeleton: usernameSkeleton(username) };
  }

  /**
   * @param own the address or guest that may hold the name already
   * @throws Problem `username_taken`
   */
  async assertAvailable(username: string, own: { emailKey?: string; userId?: string } = {}): Promise<void> {
    const { usernameKey: key, usernameSkeleton: skeleton } = this.keys(username);
    if (
      isReserved(username) ||
      (await this.users.isNameTaken(key, skeleton, own.userId)) ||
      (await this.registrations.nameReserved(key, skeleton, own.emailKey ?? ''))
    )
      throw taken();
  }

  /** For the `catch` of a transaction that stores a name: of two concurrent requests the first to commit gets it. */
  readonly rethrowTaken = (error: unknown): never => {
    const { code, constraint } = (error instanceof QueryFailedError ? error.driverError : {}) as Record<
      string,
      unknown
    >;
    throw code === '23505' && String(constraint).startsWith('users_username') ? taken() : error;
  };
}
