import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import { sessionIdOf, type SessionTokens, type SignInDevice } from './session-tokens.ts';

const XSRF_COOKIE = 'XSRF-TOKEN';
const XSRF_HEADER = 'x-xsrf-token';
const SESSION_COOKIE_MS = 60 * 86_400_000;
const DEVICE_COOKIE_MS = 365 * 86_400_000;

/**
 * The cookies of a session. Scripts cannot read the refresh token; Parley's own page reads the XSRF token from a second
 * cookie and sends it back as a header. That token is signed for the session, so a cookie planted by a neighbouring
 * host is refused (OWASP: signed double submit).
 */
@Injectable()
export class SessionCookies {
  private readonly key: Buffer;
  private readonly deviceKey: Buffer;
  private readonly name: string;
  private readonly deviceName: string;
  private readonly shared: CookieOptions;

  constructor(private readonly config: Config) {
    this.key = config.key('xsrf');
    this.deviceKey = config.key('device');
    // The prefix binds the cookie to this very host and to https; browsers refuse it on plain http.
    this.name = config.https ? '__Host-parley' : 'parley';
    this.deviceName = `${this.name}-device`;
    this.shared = { secure: config.https, sameSite: 'strict', path: '/' };
  }

  set(response: Response, { refreshToken }: SessionTokens): void {
    response.cookie(this.name, refreshToken, { ...this.shared, httpOnly: true, maxAge: SESSION_COOKIE_MS });
    response.cookie(XSRF_COOKIE, this.sign(refreshToken), { ...this.shared, maxAge: SESSION_COOKIE_MS });
  }

  /** Marks this browser as used by this user to sign in. */
  setDevice(response: Response, userId: string): void {
    const value = `${userId}.${this.signDevice(userId)}`;
    response.cookie(this.deviceName, value, { ...this.shared, httpOnly: true, maxAge: DEVICE_COOKIE_MS });
  }

  /** Where a request to sign in comes from. */
  deviceOf(request: Request): SignInDevice {
    const name = (request.header('user-agent') ?? 'unknown').slice(0, 200);
    return { name, ip: request.ip ?? 'unknown', knownUserId: this.knownUserId(request) };
  }

  clear(response: Response): void {
    response.clearCookie(this.name, { ...this.shared, httpOnly: true });
    response.clearCookie(XSRF_COOKIE, this.shared);
  }

  /**
   * The refresh token of a request that demonstrably comes from Parley's own page.
   * @throws Problem `unauthenticated` without the cookie, `xsrf_token_mismatch` or `origin_not_allowed`
   */
  refreshToken(request: Request): string {
    const token: unknown = (request.cookies as Record<string, unknown>)[this.name];
    if (typeof token !== 'string') throw new Problem('unauthenticated');
    if (!this.config.allowsOrigin(request.headers.origin, request)) throw new Problem('origin_not_allowed');
    if (!equalInConstantTime(request.header(XSRF_HEADER) ?? '', this.sign(token)))
      throw new Problem('xsrf_token_mismatch');
    return token;
  }

  /** The user who has signed in on this browser before; undefined when its device cookie is missing or forged. */
  private knownUserId(request: Request): string | undefined {
    const cookie: unknown = (request.cookies as Record<string, unknown>)[this.deviceName];
    const [userId = '', mac = ''] = typeof cookie === 'string' ? cookie.split('.') : [];
    return equalInConstantTime(mac, this.signDevice(userId)) ? userId : undefined;
  }

  private sign(refreshToken: string): string {
    return createHmac('sha256', this.key).update(sessionIdOf(refreshToken)).digest('base64url');
  }

  private signDevice(userId: string): string {
    return createHmac('sha256', this.deviceKey).update(userId).digest('base64url');
  }
}

/** Compares lengths in bytes: `timingSafeEqual` throws when they differ, and equal texts in characters may. */
function equalInConstantTime(given: string, wanted: string): boolean {
  const [first, second] = [Buffer.from(given), Buffer.from(wanted)];
  return first.length === second.length && timingSafeEqual(first, second);
}
