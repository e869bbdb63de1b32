import { Injectable } from '@nestjs/common';
import { IdentitiesReader } from '../identities/identities-reader.ts';
import { SessionDataReader } from '../sessions/session-data-reader.ts';
import { FactorsReader } from './factors-reader.ts';

/** How a person signs in and has signed in, without any secret. */
@Injectable()
export class SignInDataReader {
  constructor(
    private readonly sessions: SessionDataReader,
    private readonly factors: FactorsReader,
    private readonly identities: IdentitiesReader,
  ) {}

  async of(userId: string) {
    return {
      ...(await this.sessions.of(userId)),
      secondFactor: await this.factors.ownOf(userId),
      identities: await this.identities.of(userId),
    };
  }
}
