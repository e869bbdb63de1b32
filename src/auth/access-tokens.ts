import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Config } from '../common/config.ts';
import { Problem } from '../common/problem.ts';

/** Seconds. */
export const ACCESS_TOKEN_LIFE = 600;
const AUDIENCE = 'parley';

/** What an access token says: whose it is and to which session it belongs. Rights are looked up, never carried. */
export interface Claims {
  sub: string;
  sid: string;
  exp: number;
}

/** Signs access tokens (RFC 9068, HS256 with a key of its own) and tells what a valid one needs. */
@Injectable()
export class AccessTokens {
  readonly key: Buffer;
  readonly rules: { algorithms: ['HS256']; issuer: string; audience: string };
  private readonly keyid: string;

  constructor(
    private readonly jwt: JwtService,
    config: Config,
  ) {
    this.key = config.key('access-token');
    this.keyid = createHash('sha256').update(this.key).digest('base64url').slice(0, 8);
    this.rules = { algorithms: ['HS256'], issuer: config.publicUrl, audience: AUDIENCE };
  }

  sign(userId: string, sessionId: string): string {
    const { issuer, audience } = this.rules;
    return this.jwt.sign(
      { sub: userId, sid: sessionId },
      {
        secret: this.key,
        expiresIn: ACCESS_TOKEN_LIFE,
        issuer,
        audience,
        keyid: this.keyid,
        header: { alg: 'HS256', typ: 'at+jwt' },
      },
    );
  }

  /** @throws Problem `token_expired` or `unauthenticated` */
  async verify(token: unknown): Promise<Claims> {
    if (typeof token !== 'string') throw new Problem('unauthenticated');
    try {
      return await this.jwt.verifyAsync<Claims>(token, { secret: this.key, ...this.rules });
    } catch (error) {
      throw tokenProblem(error);
    }
  }
}

export const tokenProblem = (error: unknown): Problem =>
  new Problem((error as Error | undefined)?.name === 'TokenExpiredError' ? 'token_expired' : 'unauthenticated');
