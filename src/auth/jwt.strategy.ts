import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { Caller } from '../common/caller.ts';
import { AccessTokens, type Claims } from './access-tokens.ts';
import { SessionsService } from './sessions.service.ts';

/** `Authorization: Bearer <access token>`. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    tokens: AccessTokens,
    private readonly sessions: SessionsService,
  ) {
    super({ jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: tokens.key, ...tokens.rules });
  }

  validate(claims: Claims): Promise<Caller> {
    return this.sessions.admit(claims);
  }
}
