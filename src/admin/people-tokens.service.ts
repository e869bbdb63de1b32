import { Injectable } from '@nestjs/common';
import { PersonalTokensService } from '../auth/tokens/personal-tokens.service.ts';
import { TokenRevocationService } from '../auth/tokens/token-revocation.service.ts';
import type { Token } from '../auth/tokens/tokens.dto.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { mayManagePeople } from '../shared/admin.policy.ts';
import { AccountsService } from './accounts.service.ts';

/** The tokens of other people: an administrator sees what they are for, and ends them. Nobody reads a secret. */
@Injectable()
export class PeopleTokensService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly tokens: PersonalTokensService,
    private readonly revocation: TokenRevocationService,
  ) {}

  /** @throws Problem `forbidden` or `user_not_found` */
  async list(caller: Caller, userId: string): Promise<Token[]> {
    await this.assertAllowed(caller, userId);
    return this.tokens.of(userId);
  }

  /** @throws Problem `forbidden`, `user_not_found` or `not_found` */
  async revoke(caller: Caller, userId: string, tokenId: string): Promise<void> {
    await this.assertAllowed(caller, userId);
    await this.revocation.revoke(caller.userId, userId, tokenId);
  }

  private async assertAllowed(caller: Caller, userId: string): Promise<void> {
    if (!mayManagePeople(caller.role)) throw new Problem('forbidden');
    await this.accounts.get(caller, userId);
  }
}
