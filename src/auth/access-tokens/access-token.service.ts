import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import { SigningKeysService } from './signing-keys.service.ts';

export const ACCESS_TOKEN_SECONDS = 600;
const AUDIENCE = 'parley';

/** The claims of an access token: its user and its session. Rights are read at each use, never stored in the token. */
export interface AccessTokenClaims {
  sub: string;
  sid: string;
  exp: number;
}

/** Signs access tokens (RFC 9068, HS256 with keys of their own) and verifies them. */
@Injectable()
export class AccessTokenService {
  readonly verifyOptions: { algorithms: ['HS256']; issuer: string; audience: string };

  constructor(
    private readonly jwt: JwtService,
    private readonly keys: SigningKeysService,
    config: Config,
  ) {
    this.verifyOptions = { algorithms: ['HS256'], issuer: config.publicUrl, audience: AUDIENCE };
  }

  sign(userId: string, sessionId: string): string {
    const { issuer, audience } = this.verifyOptions;
    const { kid, key: secret } = this.keys.newest;
    const header = { alg: 'HS256', typ: 'at+jwt' };
    const claims = { sub: userId, sid: sessionId };
    return this.jwt.sign(claims, { secret, expiresIn: ACCESS_TOKEN_SECONDS, issuer, audience, keyid: kid, header });
  }

  /** @throws Problem `token_expired` or `unauthenticated` */
  async verify(token: unknown): Promise<AccessTokenClaims> {
    if (typeof token !== 'string') throw new Problem('unauthenticated');
    const secret = await this.signingKeyOf(token);
    if (!secret) throw new Problem('unauthenticated');
    try {
      return await this.jwt.verifyAsync<AccessTokenClaims>(token, { secret, ...this.verifyOptions });
    } catch (error) {
      throw tokenProblem(error);
    }
  }

  /** The key that verifies a token, by its `kid`; undefined for anything but an access token. */
  async signingKeyOf(token: string): Promise<Buffer | undefined> {
    const decoded: unknown = this.jwt.decode(token, { complete: true });
    const { header } = (decoded ?? {}) as { header?: { kid?: unknown; typ?: unknown } };
    return header?.typ === 'at+jwt' ? this.keys.byKeyId(header.kid) : undefined;
  }
}

export const tokenProblem = (error: unknown): Problem =>
  new Problem((error as Error | undefined)?.name === 'TokenExpiredError' ? 'token_expired' : 'unauthenticated');
