import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { Problem } from '../common/problem.ts';
import { isReserved, usernameKey, usernameSkeleton } from '../users/username.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { RegistrationsRepository } from './registrations.repository.ts';

const taken = () => new Problem('username_taken', undefined, { username: ['is taken'] });

/** Which user names are free: those of accounts, guests and people who are about to register are not. */
@Injectable()
export class UsernameAvailability {
  constructor(
    private readonly users: UsersRepository,
    private readonly registrations: RegistrationsRepository,
  ) {}

  /** What makes two names the same name, for the columns of that name. */
  keys(username: string) {
    return { usernameKey: usernameKey(username), usernameSkeleton: usernameSkeleton(username) };
  }

  /**
   * @param own whose name it may be already: an address that is registering, a guest who registers
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

  /** For the catch of a transaction that stored a name: two may have asked at once, the first to commit gets it. */
  readonly rethrowTaken = (error: unknown): never => {
    const { code, constraint } = (error instanceof QueryFailedError ? error.driverError : {}) as Record<
      string,
      unknown
    >;
    throw code === '23505' && String(constraint).startsWith('users_username') ? taken() : error;
  };
}
