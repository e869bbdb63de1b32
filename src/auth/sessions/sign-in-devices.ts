import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Database } from '../../common/database/database.ts';
import { SessionCookies } from './session-cookies.ts';
import { sha256, type SignInDevice } from './session-tokens.ts';

/** Where requests to sign in come from, and the browsers that people have signed in on before. */
@Injectable()
export class SignInDevices {
  constructor(
    private readonly cookies: SessionCookies,
    private readonly database: Database,
  ) {}

  /** Looked up before the account is: the work does not depend on whether the account exists. */
  async of(request: Request): Promise<SignInDevice> {
    const name = (request.header('user-agent') ?? 'unknown').slice(0, 200);
    const token = this.cookies.deviceToken(request);
    const rows = await this.database.query<{ user_id: string }>(
      `SELECT user_id FROM sign_in_devices WHERE token_hash = $1`,
      [sha256(token ?? '')],
    );
    return { name, ip: request.ip ?? 'unknown', token, knownUserIds: rows.map((row) => row.user_id) };
  }
}
