import { Injectable } from '@nestjs/common';
import { Retention } from '../common/retention.ts';
import { ServerSettings } from '../common/settings/server-settings.ts';
import { FORMER_NAME_DAYS } from '../users/former-usernames.repository.ts';
import { CODE_MINUTES } from './registration/verification-codes.ts';
import { IS_FORGOTTEN } from './login/login-throttle.ts';
import { MAX_AGE } from './registration/registrations.repository.ts';
import { DEVICE_COOKIE_DAYS } from './sessions/session-cookies.ts';

/** How long a used token is known, so that a stolen copy of it is noticed. */
const USED_TOKEN_DAYS = 7;

/** What accounts leave behind, and for how long. */
@Injectable()
export class AuthRetention {
  constructor(retention: Retention, settings: ServerSettings) {
    retention.add(
      { table: 'registrations', due: `created_at < now() - interval '${MAX_AGE}'` },
      { table: 'email_changes', due: `created_at < now() - interval '${CODE_MINUTES} minutes'` },
      { table: 'email_undos', due: 'expires_at < now()' },
      { table: 'former_usernames', due: `given_up_at < now() - interval '${FORMER_NAME_DAYS} days'` },
      { table: 'proofs', due: 'expires_at < now()' },
      { table: 'logout_tokens', due: 'expires_at < now()' },
      { table: 'login_failures', due: IS_FORGOTTEN },
      { table: 'sign_in_devices', due: `last_used_at < now() - interval '${DEVICE_COOKIE_DAYS} days'` },
      { table: 'refresh_tokens', due: `used_at < now() - interval '${USED_TOKEN_DAYS} days'` },
      {
        table: 'sessions',
        // For those who look into a break-in.
        due: () => `least(ended_at, expires_at) < now() - interval '${settings.values.sessionRetention} days'`,
      },
    );
  }
}
