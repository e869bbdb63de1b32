import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { Database } from '../../common/database/database.ts';
import type { Role } from '../../shared/roles.ts';
import { isPasswordAllowed } from '../admission/password-sign-in.policy.ts';
import { ProviderClients } from '../providers/provider-clients.ts';
import { mapsRoles } from '../providers/provider-groups.policy.ts';

/** How a person signs in, without any secret. */
export interface AccountSignIn {
  /** As in `Session.by`: `password`, `passkey`, ids of providers. */
  by: string[];
  secondFactors: ('passkey' | 'totp')[];
  /** The provider whose groups decide the role; null where the role is given here. */
  managedBy: string | null;
}

interface Row {
  id: string;
  role: Role;
  password: boolean;
  totp: boolean;
  passkeys: number;
  passkeysAlone: number;
  providers: string[];
}

/** How people sign in, for many at once. */
@Injectable()
export class AccountSignInReader {
  constructor(
    private readonly database: Database,
    private readonly providers: ProviderClients,
    private readonly config: Config,
  ) {}

  /** By the id of the person. */
  async of(userIds: string[]): Promise<Map<string, AccountSignIn>> {
    const rows = await this.database.query<Row>(
      `SELECT u.id, u.role, u.password_hash IS NOT NULL AS password,
              EXISTS (SELECT FROM totp t WHERE t.user_id = u.id) AS totp,
              (SELECT count(*)::int FROM passkeys p WHERE p.user_id = u.id) AS passkeys,
              (SELECT count(*)::int FROM passkeys p WHERE p.user_id = u.id AND NOT p.second_factor_only) AS "passkeysAlone",
              ARRAY(SELECT i.provider FROM identities i WHERE i.user_id = u.id ORDER BY i.created_at, i.id) AS providers
       FROM users u WHERE u.id = ANY($1)`,
      [userIds],
    );
    return new Map(rows.map((row) => [row.id, this.waysOf(row)]));
  }

  private waysOf({ role, password, totp, passkeys, passkeysAlone, providers }: Row): AccountSignIn {
    const known = providers.flatMap((id) => this.providers.find(id) ?? []);
    const hasPassword = password && isPasswordAllowed(this.config.env.PASSWORD_SIGN_IN, role);
    return {
      by: [...(hasPassword ? ['password'] : []), ...(passkeysAlone ? ['passkey'] : []), ...known.map(({ id }) => id)],
      secondFactors: [...(passkeys ? (['passkey'] as const) : []), ...(totp ? (['totp'] as const) : [])],
      managedBy: known.find(mapsRoles)?.id ?? null,
    };
  }
}
