import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import { sessionIdOf, type SessionTokens } from './session-tokens.ts';

const XSRF_COOKIE = 'XSRF-TOKEN';
const XSRF_HEADER = 'x-xsrf-token';
const SESSION_COOKIE_MS = 60 * 86_400_000;
export const DEVICE_COOKIE_DAYS = 365;
const DEVICE_COOKIE_MS = DEVICE_COOKIE_DAYS * 86_400_000;
/** As long as a registration waits. */
const REGISTRATION_COOKIE_MS = 86_400_000;

/**
 * The cookies of a session. Scripts cannot read the refresh token; Parley's own page reads the XSRF token from a second
 * cookie and sends it back as a header. That token is signed for the session, so a cookie planted by a neighbouring
 * host is refused (OWASP: signed double submit).
 */
@Injectable()
export class SessionCookies {
  private readonly key: Buffer;
  private readonly name: string;
  private readonly deviceName: string;
  private readonly registrationName: string;
  private readonly shared: CookieOptions;

  constructor(private readonly config: Config) {
    this.key = config.key('xsrf');
    // The prefix binds the cookie to this very host and to https; browsers refuse it on plain http.
    this.name = config.https ? '__Host-parley' : 'parley';
    this.deviceName = `${this.name}-device`;
    this.registrationName = `${this.name}-registration`;
    this.shared = { secure: config.https, sameSite: 'strict', path: '/' };
  }

  set(response: Response, { refreshToken, deviceToken }: SessionTokens): void {
    response.cookie(this.name, refreshToken, { ...this.shared, httpOnly: true, maxAge: SESSION_COOKIE_MS });
    response.cookie(XSRF_COOKIE, this.sign(refreshToken), { ...this.shared, maxAge: SESSION_COOKIE_MS });
    if (deviceToken)
      response.cookie(this.deviceName, deviceToken, { ...this.shared, httpOnly: true, maxAge: DEVICE_COOKIE_MS });
  }

  /** The token of a browser that was used to sign in before. */
  deviceToken(request: Request): string | undefined {
    return this.read(request, this.deviceName);
  }

  /** The secret by which a browser proves that a registration is its own. */
  registrationSecret(request: Request): string | undefined {
    return this.read(request, this.registrationName);
  }

  setRegistrationSecret(response: Response, secret: string): void {
    const options = { ...this.shared, httpOnly: true, maxAge: REGISTRATION_COOKIE_MS };
    response.cookie(this.registrationName, secret, options);
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
    const token = this.read(request, this.name);
    if (token === undefined) throw new Problem('unauthenticated');
    if (!this.config.allowsOrigin(request.headers.origin, request)) throw new Problem('origin_not_allowed');
    if (!equalInConstantTime(request.header(XSRF_HEADER) ?? '', this.sign(token)))
      throw new Problem('xsrf_token_mismatch');
    return token;
  }

  /** Undefined also for a value that the parser has taken for JSON. */
  private read(request: Request, name: string): string | undefined {
    const value: unknown = (request.cookies as Record<string, unknown>)[name];
    return typeof value === 'string' ? value : undefined;
  }

  private sign(refreshToken: string): string {
    return createHmac('sha256', this.key).update(sessionIdOf(refreshToken)).digest('base64url');
  }
}

/** Compares lengths in bytes: `timingSafeEqual` throws when they differ, and equal texts in characters may. */
function equalInConstantTime(given: string, wanted: string): boolean {
  const [first, second] = [Buffer.from(given), Buffer.from(wanted)];
  return first.length === second.length && timingSafeEqual(first, second);
}
