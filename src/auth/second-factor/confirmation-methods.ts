import { Injectable } from '@nestjs/common';
import type { ConfirmationMethod } from '../../common/problem.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { IdentitiesReader } from '../identities/identities-reader.ts';
import { FactorsRepository } from './factors.repository.ts';

/** By what a person can prove that it is them. */
@Injectable()
export class ConfirmationMethods {
  constructor(
    private readonly users: UsersRepository,
    private readonly factors: FactorsRepository,
    private readonly identities: IdentitiesReader,
  ) {}

  /** The usual way first. */
  async of(userId: string): Promise<ConfirmationMethod[]> {
    return [
      ...((await this.hasPassword(userId)) ? (['password'] as const) : []),
      ...(await this.factorsOf(userId)),
      ...((await this.identities.usable(userId)).length ? (['provider'] as const) : []),
    ];
  }

  /** The second factors alone. */
  async factorsOf(userId: string): Promise<ConfirmationMethod[]> {
    return (await this.factors.methodsOf(userId)).filter((method) => method !== 'recovery');
  }

  async hasPassword(userId: string): Promise<boolean> {
    return typeof (await this.users.byId(userId))?.passwordHash === 'string';
  }
}
