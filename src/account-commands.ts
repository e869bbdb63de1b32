import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.ts';
import { AuditService } from './audit/audit.service.ts';
import { Register } from './auth/auth.dto.ts';
import { AccountAccessService } from './auth/accounts/account-access.service.ts';
import { AdminProvisioningService } from './auth/accounts/admin-provisioning.service.ts';
import { ProviderChecks } from './auth/providers/provider-checks.ts';
import { SigningKeysService } from './auth/access-tokens/signing-keys.service.ts';
import type { Config } from './common/config.ts';
import { validation } from './common/validation/validation.ts';

/** Fills the password of a registration: a command line must not contain it, since other users of the machine can read it. */
const UNUSED_PASSWORD = 'set by the printed link';

/** The commands that need the services of the server: each starts them, and returns its report for the operator. */

export const createAdmin = (config: Config, given: { email: string; username: string }): Promise<string> =>
  withApp(config, async (app) => {
    const input = (await validation().transform(
      { ...given, password: UNUSED_PASSWORD },
      { type: 'body', metatype: Register },
    )) as Required<Register>;
    const { username, created, link } = await app.get(AdminProvisioningService).provision(input);
    return `${username} is an administrator${created ? ', with a new account' : ''}. Within 30 minutes, once, to set a password:\n${link}`;
  });

export const resetSecondFactor = (config: Config, username: string): Promise<string> =>
  withApp(config, async (app) => {
    const name = await app.get(AccountAccessService, { strict: false }).resetSecondFactor(username);
    return `${name} signs in by the password alone again. Every session of the account has ended.`;
  });

export const letIn = (config: Config, username: string, enable: boolean): Promise<string> =>
  withApp(config, async (app) => {
    const made = await app.get(AccountAccessService, { strict: false }).letIn(username, enable);
    return `Within 15 minutes, once, whoever opens this is ${made.username}:\n${made.link}`;
  });

export const enable = (config: Config, username: string): Promise<string> =>
  withApp(config, async (app) => {
    const name = await app.get(AccountAccessService, { strict: false }).enable(username);
    return `The account of ${name} is enabled.`;
  });

/** @throws Error with a line for each provider when one of them is not as it must be */
export const checkSignIn = (config: Config): Promise<string> =>
  withApp(config, async (app) => {
    const { lines, isFine } = await app.get(ProviderChecks, { strict: false }).lines();
    if (!lines.length) return 'OIDC_PROVIDERS names no provider: people sign in by passwords and passkeys.';
    if (!isFine) throw new Error(lines.join('\n'));
    return lines.join('\n');
  });

export const rotateKeys = (config: Config): Promise<string> =>
  withApp(config, async (app) => {
    await app.get(SigningKeysService).rotate();
    await app.get(AuditService).record('signing_keys_rotated', { detail: { by: 'command' } });
    return 'Access tokens are signed with a new key from now on.';
  });

async function withApp(config: Config, work: (app: INestApplicationContext) => Promise<string>): Promise<string> {
  const app = await NestFactory.createApplicationContext(AppModule.for(config), { logger: false, abortOnError: false });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
