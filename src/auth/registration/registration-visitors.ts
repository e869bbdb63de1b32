import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SessionCookies } from '../sessions/session-cookies.ts';
import { newToken, type SignInDevice } from '../sessions/session-tokens.ts';
import { SignInDevices } from '../sessions/sign-in-devices.ts';

/** The browsers that register, known by the secret in a cookie: it outlives a reload and is shared by the tabs. */
@Injectable()
export class RegistrationVisitors {
  constructor(
    private readonly cookies: SessionCookies,
    private readonly devices: SignInDevices,
  ) {}

  /** The secret of this browser, a new one where it has none. */
  giveSecret(request: Request, response: Response): string {
    const secret = this.secretOf(request) ?? newToken();
    this.cookies.setRegistrationSecret(response, secret);
    return secret;
  }

  secretOf(request: Request): string | undefined {
    return this.cookies.registrationSecret(request);
  }

  async of(request: Request): Promise<{ device: SignInDevice; secret?: string }> {
    return { device: await this.devices.of(request), secret: this.secretOf(request) };
  }
}
