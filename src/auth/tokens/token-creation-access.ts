import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import type { Role } from '../../shared/roles.ts';
import { mayHaveTokens } from '../../shared/token-scopes.ts';
import { ConfirmationService } from '../second-factor/confirmation.service.ts';

/** Whether a caller may make a token now, by what `TOKENS` says of this server. */
@Injectable()
export class TokenCreationAccess {
  constructor(
    private readonly confirmation: ConfirmationService,
    private readonly config: Config,
  ) {}

  /** @throws Problem `not_available` where there are no tokens, `forbidden` for a role without them */
  assertAvailable(role: Role): void {
    const { TOKENS } = this.config.env;
    if (TOKENS === 'off') throw new Problem('not_available', 'Tokens are switched off on this server');
    if (mayHaveTokens(TOKENS, role)) return;
    throw new Problem(
      'forbidden',
      role === 'guest' ? 'Register to have tokens' : 'Administrators alone have tokens here',
    );
  }

  /** @throws Problem as `assertAvailable`, and `confirmation_required` */
  async assertMayMake(caller: Caller): Promise<void> {
    this.assertAvailable(caller.role);
    await this.confirmation.assertFreshWithFactor(caller);
  }
}
