import { Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { Config } from '../../common/config.ts';

const MAX_AGE_MS = 10 * 60_000;

/**
 * The cookie of a browser that is on its way to a provider. It must come along when the provider's page sends the browser
 * back, so it is the only one that is not `SameSite=Strict`.
 */
@Injectable()
export class FlowCookie {
  private readonly name: string;
  private readonly options: CookieOptions;

  constructor({ https }: Config) {
    this.name = https ? '__Host-parley-flow' : 'parley-flow';
    this.options = { httpOnly: true, secure: https, sameSite: 'lax', path: '/' };
  }

  set(response: Response, secret: string): void {
    response.cookie(this.name, secret, { ...this.options, maxAge: MAX_AGE_MS });
  }

  /** Undefined also for a value that the parser has taken for JSON. */
  take(request: Request, response: Response): string | undefined {
    const value: unknown = (request.cookies as Record<string, unknown>)[this.name];
    if (value !== undefined) response.clearCookie(this.name, this.options);
    return typeof value === 'string' ? value : undefined;
  }
}
