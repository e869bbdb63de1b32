import { Injectable } from '@nestjs/common';
import { PersonalTokensService } from '../../auth/tokens/personal-tokens.service.ts';
import { TokenRevocationService } from '../../auth/tokens/token-revocation.service.ts';
import type { MadeToken, MakeToken, Token } from '../../auth/tokens/tokens.dto.ts';
import type { Caller } from '../../common/caller.ts';
import { BotAccess } from './bot-access.ts';

/** The tokens of bots, which are like those of people. */
@Injectable()
export class BotTokensService {
  constructor(
    private readonly access: BotAccess,
    private readonly tokens: PersonalTokensService,
    private readonly revocation: TokenRevocationService,
  ) {}

  async list(caller: Caller, botId: string): Promise<Token[]> {
    await this.access.find(caller, botId, 'see-tokens');
    return this.tokens.of(botId);
  }

  /** @throws Problem `not_found`, `not_available`, `confirmation_required`, `forbidden`, or `invalid_input` for a room the bot is not in */
  async make(caller: Caller, botId: string, input: MakeToken): Promise<MadeToken> {
    return this.tokens.make(caller, input, await this.access.find(caller, botId, 'make-token'));
  }

  async revoke(caller: Caller, botId: string, tokenId: string): Promise<void> {
    await this.access.find(caller, botId, 'end-token');
    await this.revocation.revoke(caller.userId, botId, tokenId);
  }
}
