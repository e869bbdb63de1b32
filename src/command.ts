import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.ts';
import { AuditService } from './audit/audit.service.ts';
import { Register } from './auth/auth.dto.ts';
import { AccountAccessService } from './auth/accounts/account-access.service.ts';
import { AdminProvisioningService } from './auth/accounts/admin-provisioning.service.ts';
import { ProviderChecks } from './auth/providers/provider-checks.ts';
import { SigningKeysService } from './auth/access-tokens/signing-keys.service.ts';
import { type Config, readConfig, readDatabaseUrl, readDirectUrl } from './common/config.ts';
import { adviceOnDatabase } from './common/database/connection-advice.ts';
import { databaseAddress } from './common/database/database-address.ts';
import { writableUrl } from './common/database/writable-host.ts';
import { validation } from './common/validation/validation.ts';
import { VERSION } from './common/version.ts';
import { backup } from './operations/backup.ts';
import { backupInto } from './operations/backup-into.ts';
import { describeDatabase } from './operations/database-address.ts';
import { errorLine } from './operations/error-line.ts';
import { migrate } from './operations/migrate.ts';
import { moveFiles } from './operations/move-files.ts';
import { recordBackup } from './operations/recorded-backup.ts';
import { restore } from './operations/restore.ts';
import { upgradeCheck } from './operations/upgrade-check.ts';
import { verifyBackup } from './operations/verify-backup.ts';

/** The environment variables, read only after the command line is known to be valid. */
export type Environment = () => NodeJS.ProcessEnv | Promise<NodeJS.ProcessEnv>;

type Values = Record<string, string>;

/** Most commands need a complete configuration, some nothing but the database. */
interface Settings {
  /** @throws Error that names what is wrong or missing */
  config: () => Config;
  databaseUrl: string;
  /** Whether the database is that of `npm start`, because no variable names one. */
  isEmbedded: boolean;
}

/** Set by `npm run admin` to the folder of the embedded database, when the command works on that. */
const EMBEDDED = 'PARLEY_EMBEDDED';

/** A command of `npm run admin -- <command>`. Runs beside a running server unless its description says otherwise. */
interface Command {
  about: string;
  /** Options with a value, and the name of the value in the help. */
  takes?: Values;
  flags?: string[];
  /** Returns the report for the operator. */
  run: (settings: Settings, given: Values, flags: Set<string>) => Promise<string>;
}

const commands: Record<string, Command> = {
  'create-admin': {
    about: 'make an administrator, or one of an account that exists; prints a link for setting the password',
    takes: { email: 'ADDRESS', username: 'NAME' },
    run: ({ config }, given) => withApp(config(), (app) => createAdmin(app, given)),
  },
  'reset-second-factor': {
    about: 'remove the second factor of a person who has lost it; ends their sessions',
    takes: { username: 'NAME' },
    run: ({ config }, { username = '' }) =>
      withApp(config(), async (app) => {
        const name = await app.get(AccountAccessService, { strict: false }).resetSecondFactor(username);
        return `${name} signs in by the password alone again. Every session of the account has ended.`;
      }),
  },
  'let-in': {
    about: 'print a link that signs a person in who is locked out, once, within 15 minutes; --enable: though disabled',
    takes: { username: 'NAME' },
    flags: ['enable'],
    run: ({ config }, { username = '' }, flags) =>
      withApp(config(), async (app) => {
        const access = app.get(AccountAccessService, { strict: false });
        const made = await access.letIn(username, flags.has('enable'));
        return `Within 15 minutes, once, whoever opens this is ${made.username}:\n${made.link}`;
      }),
  },
  'check-sign-in': {
    about: 'ask each provider that signs people in: whether it answers, as whom, and whether its clock is right',
    run: ({ config }) => withApp(config(), checkSignIn),
  },
  enable: {
    about: 'enable an account that was disabled',
    takes: { username: 'NAME' },
    run: ({ config }, { username = '' }) =>
      withApp(config(), async (app) => {
        const name = await app.get(AccountAccessService, { strict: false }).enable(username);
        return `The account of ${name} is enabled.`;
      }),
  },
  backup: {
    about: 'write database and files into a new folder',
    takes: { to: 'FOLDER' },
    run: async ({ config, databaseUrl, isEmbedded }, { to = '' }) => {
      const result = await backup(config(), to, isEmbedded);
      await recordBackup(databaseUrl, resolve(to));
      return result;
    },
  },
  'backup-into': {
    about:
      'write a backup under a name with the time into a folder, or s3://bucket/prefix, and keep the newest NUMBER there',
    takes: { place: 'PLACE', keep: 'NUMBER' },
    run: async ({ config, databaseUrl }, { place = '', keep = '' }) => {
      const { location, removed } = await backupInto(config(), place, keep);
      await recordBackup(databaseUrl, location);
      return [`Backed up to ${location}.`, ...removed.map((name) => `Removed ${name}.`)].join('\n');
    },
  },
  restore: {
    about:
      'stop Parley first: put a backup in the place of the database; --force: though it has accounts; --no-mail: without the mails that wait',
    takes: { from: 'FOLDER' },
    flags: ['force', 'no-mail'],
    run: ({ config }, { from = '' }, flags) =>
      restore(config(), { from, force: flags.has('force'), noMail: flags.has('no-mail') }, printLine),
  },
  'verify-backup': {
    about: 'restore a backup into a database of its own, compare every row, and drop that; Parley may run',
    takes: { from: 'FOLDER' },
    run: ({ config }, { from = '' }) => verifyBackup(config(), resolve(from), printLine),
  },
  'move-files': {
    about: 'copy all files from the folder into the bucket (s3), or back (folder); may be repeated, deletes nothing',
    takes: { to: 's3|folder' },
    run: ({ config }, { to = '' }) => {
      if (to !== 's3' && to !== 'folder') throw new Error('move-files goes --to s3 or --to folder');
      return moveFiles(config(), to, printLine);
    },
  },
  'rotate-keys': {
    about: 'sign access tokens with a new key; the old one counts for 15 minutes more',
    run: ({ config }) => withApp(config(), rotateKeys),
  },
  migrate: {
    about: 'bring the database to this version; waits for another process that does it',
    run: ({ databaseUrl }) => migrate(databaseUrl, printLine),
  },
  'upgrade-check': {
    about: 'tell what an upgrade to this version would do, to which tables, and about how long; changes nothing',
    run: ({ databaseUrl }) => upgradeCheck(databaseUrl),
  },
};

/**
 * Runs a command.
 * @param args the arguments after `npm run admin --`
 * @returns the exit code: 0 done, 1 refused or failed, 2 invalid arguments
 */
export async function runAdminCommand(args: string[], environment: Environment): Promise<number> {
  const [name = 'help', ...rest] = args;
  if (['help', '--help', '-h'].includes(name) || rest.includes('--help')) return printResult(help());
  if (['version', '--version', '-v'].includes(name)) return printResult(VERSION);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return printError(`There is no command "${name}".\n${help()}`, 2);
  const options = readOptions(name, command, rest);
  if (typeof options === 'string') return printError(options, 2);
  let databaseUrl = '';
  try {
    const settings = await directSettings({ ...(await environment()), JOBS: 'off' });
    databaseUrl = readDatabaseUrl(settings);
    printResult(describeDatabase(databaseUrl, settings[EMBEDDED]));
    const given = { config: () => readConfig(settings), databaseUrl, isEmbedded: settings[EMBEDDED] !== undefined };
    return printResult(await command.run(given, options.given, options.flags));
  } catch (error) {
    return printError((await adviceOnDatabase(error, databaseUrl)) ?? errorLine(error), 1);
  }
}

/** Commands go to the database itself, past a pooler, and to the host that takes writes. */
async function directSettings(environment: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const { urls, mustBeWritable } = databaseAddress(readDirectUrl(environment));
  const DATABASE_URL = mustBeWritable ? await writableUrl(urls) : urls[0];
  return { ...environment, DATABASE_URL, DATABASE_URL_FILE: undefined, DATABASE_DIRECT_URL_FILE: undefined };
}

/** The options, or an error line. */
function readOptions(name: string, { takes = {}, flags = [] }: Command, args: string[]) {
  const type = (names: string[], type: 'string' | 'boolean') => names.map((name) => [name, { type }] as const);
  const options = Object.fromEntries([...type(Object.keys(takes), 'string'), ...type(flags, 'boolean')]);
  try {
    const { values } = parseArgs({ args, options });
    const absent = Object.keys(takes).filter((name) => !values[name]);
    if (absent.length) return `${name} needs --${absent.join(' and --')}`;
    const given = Object.fromEntries(Object.entries(values).filter(([key]) => key in takes)) as Values;
    return { given, flags: new Set(Object.keys(values).filter((key) => flags.includes(key))) };
  } catch (error) {
    return `${name}: ${errorLine(error)}`;
  }
}

function help(): string {
  const lines = Object.entries(commands).map(([name, { takes = {}, flags = [], about }]) => {
    const options = [...Object.entries(takes).map((pair) => `--${pair.join(' ')}`), ...flags.map((f) => `[--${f}]`)];
    return `  ${[name, ...options].join(' ')}\n      ${about}`;
  });
  return ['Usage: npm run admin -- <command>, help or version', ...lines].join('\n');
}

async function withApp(config: Config, work: (app: INestApplicationContext) => Promise<string>): Promise<string> {
  const app = await NestFactory.createApplicationContext(AppModule.for(config), { logger: false, abortOnError: false });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

async function createAdmin(app: INestApplicationContext, given: Values): Promise<string> {
  const input = (await validation().transform(
    { ...given, password: UNUSED_PASSWORD },
    { type: 'body', metatype: Register },
  )) as Required<Register>;
  const { username, created, link } = await app.get(AdminProvisioningService).provision(input);
  return `${username} is an administrator${created ? ', with a new account' : ''}. Within 30 minutes, once, to set a password:\n${link}`;
}

/** @throws Error with a line for each provider when one of them is not as it must be */
async function checkSignIn(app: INestApplicationContext): Promise<string> {
  const { lines, isFine } = await app.get(ProviderChecks, { strict: false }).lines();
  if (!lines.length) return 'OIDC_PROVIDERS names no provider: people sign in by passwords and passkeys.';
  if (!isFine) throw new Error(lines.join('\n'));
  return lines.join('\n');
}

/** Fills the password of a registration: a command line must not contain it, since other users of the machine can read it. */
const UNUSED_PASSWORD = 'set by the printed link';

async function rotateKeys(app: INestApplicationContext): Promise<string> {
  await app.get(SigningKeysService).rotate();
  await app.get(AuditService).record('signing_keys_rotated', { detail: { by: 'command' } });
  return 'Access tokens are signed with a new key from now on.';
}

const printLine = (line: string): void => void printResult(line);

function printResult(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function printError(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}

if (import.meta.main) {
  // `exit` runs the clean-up of an interrupted command.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  process.exitCode = await runAdminCommand(process.argv.slice(2), () => process.env);
}
