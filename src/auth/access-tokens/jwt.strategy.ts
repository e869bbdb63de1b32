import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { Caller } from '../../common/caller.ts';
import { AccessTokenService, type AccessTokenClaims } from './access-token.service.ts';
import { SessionsService } from '../sessions/sessions.service.ts';

/** `Authorization: Bearer <access token>`. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    tokens: AccessTokenService,
    private readonly sessions: SessionsService,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: unknown, key?: Buffer) => void) =>
        void tokens.signingKeyOf(token).then((key) => done(null, key), done),
      ...tokens.verifyOptions,
    });
  }

  validate(claims: AccessTokenClaims): Promise<Caller> {
    return this.sessions.authenticate(claims);
  }
}
