import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { UsersService } from '../../users/users.service.ts';
import { ACCESS_TOKEN_SECONDS } from '../access-tokens/access-token.service.ts';
import type { Login } from '../auth.dto.ts';
import { SessionCookies } from '../sessions/session-cookies.ts';
import type { SessionTokens } from '../sessions/session-tokens.ts';

/** Answers requests that start or continue a session. */
@Injectable()
export class LoginResponses {
  constructor(
    private readonly users: UsersService,
    private readonly cookies: SessionCookies,
  ) {}

  /** Sets the cookies of the session and answers its access token. */
  async signedIn(response: Response, tokens: SessionTokens): Promise<Login> {
    const { accessToken, userId } = tokens;
    this.cookies.set(response, tokens);
    return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, user: await this.users.ownProfile(userId) };
  }
}
