import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { Problem } from '../../common/problem.ts';
import { isReserved, usernameKeys } from '../../users/username.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { RegistrationsRepository } from './registrations.repository.ts';

const taken = () => new Problem('username_taken', undefined, { username: ['is taken'] });

/**
 * For the `catch` of a transaction that stores a name: of two concurrent requests the first to commit gets the name.
 */
export function rethrowUsernameTaken(error: unknown): never {
  const driverError: unknown = error instanceof QueryFailedError ? error.driverError : {};
  const { code, constraint } = driverError as Record<string, unknown>;
  throw code === '23505' && String(constraint).startsWith('users_username') ? taken() : error;
}

/** Which user names are free: not those of accounts, guests and pending registrations. */
@Injectable()
export class UsernameAvailability {
  constructor(
    private readonly users: UsersRepository,
    private readonly registrations: RegistrationsRepository,
  ) {}

  /**
   * @param own the address or guest that may have the name already
   * @throws Problem `username_taken`
   */
  async assertAvailable(username: string, own: { emailKey?: string; userId?: string } = {}): Promise<void> {
    const { usernameKey: key, usernameSkeleton: skeleton } = usernameKeys(username);
    if (
      isReserved(username) ||
      (await this.users.isNameTaken(key, skeleton, own.userId)) ||
      (await this.registrations.nameReserved(key, skeleton, own.emailKey ?? ''))
    )
      throw taken();
  }
}
