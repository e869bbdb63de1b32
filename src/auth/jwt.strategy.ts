import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { Caller } from '../common/caller.ts';
import { AccessTokens, type Claims } from './access-token.service.ts';
import { SessionsService } from './sessions.service.ts';

/** `Authorization: Bearer <access token>`. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    tokens: AccessTokens,
    private readonly sessions: SessionsService,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: unknown, key?: Buffer) => void) =>
        void tokens.keyOf(token).then((key) => done(null, key), done),
      ...tokens.rules,
    });
  }

  validate(claims: Claims): Promise<Caller> {
    return this.sessions.admit(claims);
  }
}
