import { Injectable } from '@nestjs/common';
import { PersonalTokensRepository } from '../tokens/personal-tokens.repository.ts';
import { tokenView } from '../tokens/token.view.ts';
import { SessionsService } from './sessions.service.ts';

/** Where a person and their programs are signed in, without any secret. */
@Injectable()
export class SessionDataReader {
  constructor(
    private readonly sessions: SessionsService,
    private readonly tokens: PersonalTokensRepository,
  ) {}

  async of(userId: string) {
    return {
      sessions: await this.sessions.ofUser(userId),
      tokens: (await this.tokens.of(userId)).map(tokenView),
    };
  }
}
