import { Injectable } from '@nestjs/common';
import { FactorsRepository } from '../auth/second-factor/factors.repository.ts';
import { ProviderChecks } from '../auth/providers/provider-checks.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { mayManageServer } from '../shared/admin.policy.ts';
import type { ProviderStatus, SignInStatus } from './sign-in.dto.ts';

/** How people sign in, for administrators. */
@Injectable()
export class SignInStatusService {
  constructor(
    private readonly checks: ProviderChecks,
    private readonly factors: FactorsRepository,
  ) {}

  /** Asks every provider. @throws Problem `forbidden` */
  async show(caller: Caller): Promise<SignInStatus> {
    assertMaySee(caller);
    return { providers: await this.checks.all(), factors: await this.factors.shares() };
  }

  /** @throws Problem `forbidden` or `not_found` */
  async test(caller: Caller, provider: string): Promise<ProviderStatus> {
    assertMaySee(caller);
    return this.checks.check(provider);
  }
}

function assertMaySee({ role }: Caller): void {
  if (!mayManageServer(role)) throw new Problem('forbidden');
}
