import { Injectable } from '@nestjs/common';
import { Database } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { UsersRepository } from '../users/users.repository.ts';
import type { Credentials } from './auth.dto.ts';
import { Passwords } from './passwords.ts';
import { RegistrationsRepository } from './registrations.repository.ts';
import { type Device, SessionsService, type Tokens } from './sessions.service.ts';

/** How somebody proves to be a person with an account. */
@Injectable()
export class LoginService {
  constructor(
    private readonly users: UsersRepository,
    private readonly registrations: RegistrationsRepository,
    private readonly passwords: Passwords,
    private readonly sessions: SessionsService,
    private readonly limits: RateLimits,
    private readonly database: Database,
  ) {}

  /** The steps before a session: limits, the password, the address. A second factor would be the next. */
  async login({ login, password }: Credentials, device: Device): Promise<Tokens> {
    await this.limits.take('login', device.ip);
    await this.limits.take('loginName', login.toLowerCase());
    const user = await this.users.byLogin(login);
    const registration = user ? null : await this.registrations.byLogin(login);
    const right = await this.passwords.matches(password, (user ?? registration)?.passwordHash);
    if (!right || user?.disabledAt) throw new Problem('invalid_credentials');
    if (!user) throw new Problem('email_not_verified');
    return this.database.transaction((tx) => this.sessions.start(tx, user.id, device));
  }
}
