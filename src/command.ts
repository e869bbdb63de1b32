import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from './common/config.ts';
import { adviceOnDatabase } from './common/database/connection-advice.ts';
import { databaseAddress } from './common/database/database-address.ts';
import { writableUrl } from './common/database/writable-host.ts';
import { VERSION } from './common/version.ts';
import { describeDatabase } from './operations/database-address.ts';
import { errorLine } from './operations/error-line.ts';

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

/** Each command loads what it needs: the server's services are 4,000 modules, and take seconds. */
const accounts = () => import('./account-commands.ts');

const commands: Record<string, Command> = {
  'create-admin': {
    about: 'make an administrator, or one of an account that exists; prints a link for setting the password',
    takes: { email: 'ADDRESS', username: 'NAME' },
    run: async ({ config }, { email = '', username = '' }) =>
      (await accounts()).createAdmin(config(), { email, username }),
  },
  'reset-second-factor': {
    about: 'remove the second factor of a person who has lost it; ends their sessions',
    takes: { username: 'NAME' },
    run: async ({ config }, { username = '' }) => (await accounts()).resetSecondFactor(config(), username),
  },
  'let-in': {
    about: 'print a link that signs a person in who is locked out, once, within 15 minutes; --enable: though disabled',
    takes: { username: 'NAME' },
    flags: ['enable'],
    run: async ({ config }, { username = '' }, flags) =>
      (await accounts()).letIn(config(), username, flags.has('enable')),
  },
  'check-sign-in': {
    about: 'ask each provider that signs people in: whether it answers, as whom, and whether its clock is right',
    run: async ({ config }) => (await accounts()).checkSignIn(config()),
  },
  enable: {
    about: 'enable an account that was disabled',
    takes: { username: 'NAME' },
    run: async ({ config }, { username = '' }) => (await accounts()).enable(config(), username),
  },
  backup: {
    about: 'write database and files into a new folder',
    takes: { to: 'FOLDER' },
    run: async ({ config, databaseUrl, isEmbedded }, { to = '' }) => {
      const { backup } = await import('./operations/backup.ts');
      const { recordBackup } = await import('./operations/recorded-backup.ts');
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
      const { backupInto } = await import('./operations/backup-into.ts');
      const { recordBackup } = await import('./operations/recorded-backup.ts');
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
    run: async ({ config }, { from = '' }, flags) => {
      const { restore } = await import('./operations/restore.ts');
      return restore(config(), { from, force: flags.has('force'), noMail: flags.has('no-mail') }, printLine);
    },
  },
  'verify-backup': {
    about: 'restore a backup into a database of its own, compare every row, and drop that; Parley may run',
    takes: { from: 'FOLDER' },
    run: async ({ config }, { from = '' }) => {
      const { verifyBackup } = await import('./operations/verify-backup.ts');
      return verifyBackup(config(), resolve(from), printLine);
    },
  },
  'move-files': {
    about: 'copy all files from the folder into the bucket (s3), or back (folder); may be repeated, deletes nothing',
    takes: { to: 's3|folder' },
    run: async ({ config }, { to = '' }) => {
      if (to !== 's3' && to !== 'folder') throw new Error('move-files goes --to s3 or --to folder');
      const { moveFiles } = await import('./operations/move-files.ts');
      return moveFiles(config(), to, printLine);
    },
  },
  'rotate-keys': {
    about: 'sign access tokens with a new key; the old one counts for 15 minutes more',
    run: async ({ config }) => (await accounts()).rotateKeys(config()),
  },
  migrate: {
    about: 'bring the database to this version; waits for another process that does it',
    run: async ({ databaseUrl }) => (await import('./operations/migrate.ts')).migrate(databaseUrl, printLine),
  },
  'upgrade-check': {
    about: 'tell what an upgrade to this version would do, to which tables, and about how long; changes nothing',
    run: async ({ databaseUrl }) => (await import('./operations/upgrade-check.ts')).upgradeCheck(databaseUrl),
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
  const { readConfig, readDatabaseUrl } = await import('./common/config.ts');
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
  const { readDirectUrl } = await import('./common/config.ts');
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
