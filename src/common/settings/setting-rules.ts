import { isEmail } from 'class-validator';
import { accentProblem } from '../../shared/accent-color.ts';
import { limits } from '../../shared/limits.ts';
import { rateLimits } from '../limits/rate-limit-values.ts';
import { textProblem } from '../validation/text.ts';
import type { Config } from '../config.ts';
import { canonicalDomain, isMailDomain } from './mail-domains.ts';
import { REGISTRATION_MODES, type ServerSettingName, type ServerSettingValues } from './server-setting-values.ts';
import { networkProblem } from './trusted-networks.ts';

const MB = 1_000_000;
/** More is not taken by the transport: see `limits.file`. */
export const MAX_FILE_MB = limits.file / MB;
const MAX_QUOTA_MB = 1_000_000;
const MAX_TOTAL_QUOTA_MB = 1_000_000_000;
const MAX_RETENTION_DAYS = 9_999;
/** The database refuses to delete younger entries. */
const MIN_AUDIT_RETENTION_DAYS = 30;
/** Shorter, and a stolen session could not be looked into. */
const MIN_SESSION_RETENTION_DAYS = 7;
const MAX_UNSENT_HOURS = 720;
const MAX_PER_ADDRESS = 100_000;
const MAX_LIST_ENTRIES = 100;
const MAX_SERVER_NAME = 40;
export const MAX_MESSAGE_LENGTH = 16_000;

/** A setting: its default, the variable that fixes it, and what is wrong with a value. */
export interface SettingRule<Value> {
  /** With the variable, its value. */
  usual(config: Config): Value;
  variable?: string;
  /** In words for the field; undefined for a value that is right. */
  problem(value: unknown): string | undefined;
}

const integer = (min: number, max: number, unit: string) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max
    ? undefined
    : `must be a whole number from ${min} to ${max} (${unit})`;

const flag = (value: unknown) => (typeof value === 'boolean' ? undefined : 'must be true or false');

const list = (entryProblem: (entry: string) => string | undefined) => (value: unknown) => {
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) return 'must be a list of texts';
  if (value.length > MAX_LIST_ENTRIES) return `must have at most ${MAX_LIST_ENTRIES} entries`;
  return value.map(entryProblem).find((problem) => problem !== undefined);
};

const orNull = (problem: (value: unknown) => string | undefined) => (value: unknown) =>
  value === null ? undefined : problem(value);

/** Every setting, under its name on the wire and in the database. */
export const settingRules: { [Name in ServerSettingName]: SettingRule<ServerSettingValues[Name]> } = {
  registration: {
    usual: ({ env }) => env.REGISTRATION,
    variable: 'REGISTRATION',
    problem: (value) =>
      REGISTRATION_MODES.some((mode) => mode === value) ? undefined : `must be one of ${REGISTRATION_MODES.join(', ')}`,
  },
  registrationDomains: {
    usual: ({ registrationDomains }) => registrationDomains,
    variable: 'REGISTRATION_DOMAINS',
    problem: list((domain) =>
      isMailDomain(canonicalDomain(domain)) ? undefined : `${domain} is no domain such as example.org or *.example.org`,
    ),
  },
  guestAccess: { usual: ({ env }) => env.GUEST_ACCESS, variable: 'GUEST_ACCESS', problem: flag },
  serverName: {
    usual: () => '',
    problem: (value) => textProblem(value, 0, MAX_SERVER_NAME, { name: true }),
  },
  logo: {
    usual: () => null,
    problem: orNull((value) => (/^[0-9a-f]{32}$/.test(String(value)) ? undefined : 'must be a key')),
  },
  accentColor: {
    usual: () => null,
    problem: orNull((value) => (typeof value === 'string' ? accentProblem(value) : 'must be a colour such as #1d5d50')),
  },
  mailSender: {
    usual: ({ mailSender }) => mailSender,
    variable: 'MAIL_DEFAULT_SENDER',
    problem: (value) =>
      typeof value === 'string' && isEmail(value, { allow_display_name: true }) && !textProblem(value, 1, limits.email)
        ? undefined
        : 'must be like Parley <parley@example.org>',
  },
  messageLength: {
    usual: ({ env }) => env.MESSAGE_LENGTH,
    variable: 'MESSAGE_LENGTH',
    problem: integer(1, MAX_MESSAGE_LENGTH, 'characters'),
  },
  fileSize: { usual: () => MAX_FILE_MB, problem: integer(1, MAX_FILE_MB, 'megabytes') },
  uploadQuota: {
    usual: ({ env }) => env.UPLOAD_QUOTA,
    variable: 'UPLOAD_QUOTA',
    problem: integer(1, MAX_QUOTA_MB, 'megabytes'),
  },
  totalQuota: { usual: () => null, problem: orNull(integer(1, MAX_TOTAL_QUOTA_MB, 'megabytes')) },
  sessionRetention: { usual: () => 30, problem: integer(MIN_SESSION_RETENTION_DAYS, MAX_RETENTION_DAYS, 'days') },
  mailRetention: { usual: () => 30, problem: integer(1, MAX_RETENTION_DAYS, 'days') },
  auditRetention: {
    usual: ({ env }) => env.AUDIT_RETENTION,
    variable: 'AUDIT_RETENTION',
    problem: (value) =>
      value === 0
        ? undefined
        : integer(
            MIN_AUDIT_RETENTION_DAYS,
            MAX_RETENTION_DAYS,
            'days',
          )(value)?.replace('must be', 'must be 0 (for ever) or'),
  },
  unsentFileRetention: { usual: () => 24, problem: integer(1, MAX_UNSENT_HOURS, 'hours') },
  registrationsPerAddress: {
    usual: () => rateLimits.register[0],
    problem: integer(1, MAX_PER_ADDRESS, 'an hour'),
  },
  guestsPerAddress: { usual: () => rateLimits.guest[0], problem: integer(1, MAX_PER_ADDRESS, 'an hour') },
  loginsPerAddress: { usual: () => rateLimits.login[0], problem: integer(1, MAX_PER_ADDRESS, 'a minute') },
  trustedNetworks: { usual: () => [], problem: list((text) => networkProblem(text.trim())) },
};

export const settingNames = Object.keys(settingRules) as ServerSettingName[];

/** What is wrong between settings that are right by themselves. */
export const combinationProblem = ({ registration, registrationDomains }: ServerSettingValues) =>
  registration === 'domains' && registrationDomains.length === 0
    ? { registrationDomains: ['name at least one domain, or nobody could register'] }
    : undefined;
