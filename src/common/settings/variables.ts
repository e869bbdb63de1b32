import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import {
  IsEmail,
  IsIn,
  IsInt,
  getMetadataStorage,
  IsIP,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { INVITE_BY, type InviteBy } from '../../shared/admin.policy.ts';
import { EMOJI_BY, type EmojiBy } from '../../shared/emoji.policy.ts';
import { limits } from '../../shared/limits.ts';
import { databaseAddress } from '../database/database-address.ts';
import { redisAddress } from '../redis/redis-address.ts';
import { SECOND_FACTOR_MODES, type SecondFactorMode } from '../../shared/second-factor.policy.ts';
import { TOKEN_MODES, type TokenMode } from '../../shared/token-scopes.ts';
import { REGISTRATION_MODES, type RegistrationMode } from './server-setting-values.ts';

export const PASSWORD_SIGN_INS = ['on', 'admins', 'off'] as const;
export type PasswordSignIn = (typeof PASSWORD_SIGN_INS)[number];

const MB = 1_000_000;
const ON = ['on', 'true', 'yes', '1'];
const OFF = ['off', 'false', 'no', '0'];

/** Settings are written by hand: blanks around a word and capital letters mean nothing. */
const word = (value: unknown): unknown => (typeof value === 'string' ? value.trim().toLowerCase() : value);

/** A switch, in any of the usual words and in any case: another word is refused. */
const Flag = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      ON.includes(word(value) as string) ? true : OFF.includes(word(value) as string) ? false : value,
    ),
    IsIn([true, false], { message: ({ property }) => `${property} must be on or off` }),
  );

/** One of some words, in any case. */
const Word = (...words: string[]) =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => word(value)),
    IsIn(words, { message: ({ property }) => `${property} must be one of ${words.join(', ')}` }),
  );

const url = (...protocols: string[]) =>
  IsUrl(
    { protocols, require_protocol: true, require_tld: false },
    {
      message: ({ property }) =>
        `${property} must be a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
    },
  );

const port = (min: number) =>
  applyDecorators(
    Type(() => Number),
    IsInt({ message: ({ property }) => `${property} must be a port` }),
    Min(min),
    Max(65_535),
  );

/** A host name or an address, alone: not a URL. */
const Host = () =>
  Matches(/^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?|\[?[0-9a-f:.]+\]?)$/i, {
    message: ({ property }) => `${property} must be the name or address of a host, without a protocol and a port`,
  });

const Address = () =>
  IsIP(undefined, {
    message: ({ property }) => `${property} must be an IP address of this machine, such as 127.0.0.1`,
  });

/** A URL that PostgreSQL's own tools take. A password may need percent-encoding, which its error does not say. */
const PostgresUrl = () =>
  ValidateBy(
    { name: 'postgresUrl', validator: { validate: (value) => typeof value === 'string' && isPostgresUrl(value) } },
    {
      message: ({ property }) =>
        `${property} must be like postgres://user:password@host:5432/database, with @ : / ? # and % in the password percent-encoded (@ as %40)`,
    },
  );

function isPostgresUrl(value: string): boolean {
  if (!/^postgres(?:ql)?:\/\//.test(value)) return false;
  try {
    databaseAddress(value);
  } catch {
    return false;
  }
  // An @ or / in a password ends up in the host.
  return (
    (value.split('?')[0]?.match(/@/g) ?? []).length <= 1 && /^[^/]*\/\/[^/]+\/[^/]*$/.test(value.split('?')[0] ?? '')
  );
}

const RedisUrl = () =>
  ValidateBy(
    { name: 'redisUrl', validator: { validate: (value) => typeof value === 'string' && isRedisUrl(value) } },
    {
      message: ({ property }) =>
        `${property} must be a URL that begins with redis:// or rediss://, or be like redis+sentinel://a:26379,b:26379/mymaster or redis+cluster://a:6379,b:6379`,
    },
  );

function isRedisUrl(value: string): boolean {
  try {
    return Boolean(redisAddress(value));
  } catch {
    return false;
  }
}

/** The name of the meeting stands in the path, the query or the fragment, never in the host. */
const MeetingUrl = () =>
  ValidateBy(
    { name: 'meetingUrl', validator: { validate: (value) => typeof value === 'string' && isMeetingUrl(value) } },
    { message: ({ property }) => `${property} must be like https://meet.example.org/{room}` },
  );

function isMeetingUrl(value: string): boolean {
  const url = value.replaceAll('{room}', 'name');
  if (url === value || !/^https?:\/\//.test(url) || !URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return username + password === '' && !/^https?:\/\/[^/?#]*\{room\}/.test(value);
}

/** Every variable of the environment, under its own name; anything else in the environment is ignored. */
export class Variables {
  @port(0) PORT = 3000;
  /** The address that PORT listens on; without it, all of them. */
  @IsOptional() @Address() HOST?: string;
  @IsOptional() @url('http', 'https') PUBLIC_URL?: string;
  @MinLength(32, { message: 'SECRET_KEY must be at least 32 characters long' }) SECRET_KEY: string;
  @IsString() DATA_DIR = '.data';
  /** One host, or several by commas of which the one that takes writes is used. */
  @PostgresUrl() DATABASE_URL: string;
  /** The database itself where DATABASE_URL names a pooler: for migrations, backup and commands. */
  @IsOptional() @PostgresUrl() DATABASE_DIRECT_URL?: string;
  /** A streaming replica for reads that may be some seconds old. */
  @IsOptional() @PostgresUrl() DATABASE_REPLICA_URL?: string;
  /**
   * Whether DATABASE_URL names a pooler that gives connections to several in turn (`prepared`: one that keeps prepared statements
   * by name, too); by default it is found out.
   */
  @Word('auto', 'on', 'prepared', 'off') DATABASE_POOLER: 'auto' | 'on' | 'prepared' | 'off' = 'auto';
  /** Connections to the database that a process may open, all its pools together. */
  @Type(() => Number) @IsInt() @Min(4) @Max(500) DATABASE_POOL = 12;
  /** One address, Sentinels or a Cluster: see `redisAddress`. */
  @IsOptional() @RedisUrl() REDIS_URL?: string;
  @Host() MAIL_SERVER: string;
  @port(1) MAIL_PORT = 587;
  @Flag() MAIL_USE_TLS = true;
  @IsOptional() @IsString() MAIL_USERNAME?: string;
  @IsOptional() @IsString() MAIL_PASSWORD?: string;
  /** Without it, `parley@` the host of PUBLIC_URL. */
  @IsOptional()
  @IsEmail({ allow_display_name: true }, { message: 'MAIL_DEFAULT_SENDER must be like Parley <parley@example.org>' })
  MAIL_DEFAULT_SENDER?: string;
  @IsOptional() @IsUrl({ require_tld: false }) MAILBOX_URL?: string;
  @IsOptional() @IsString() UPLOAD_FOLDER?: string;
  @IsOptional() @url('http', 'https') S3_ENDPOINT?: string;
  @IsOptional() @Matches(/^[a-z0-9-]+$/, { message: 'S3_REGION must be like eu-central-1' }) S3_REGION?: string;
  @IsOptional() @IsString() S3_BUCKET?: string;
  @IsOptional() @IsString() S3_ACCESS_KEY?: string;
  @IsOptional() @IsString() S3_SECRET_KEY?: string;
  @IsOptional() @Host() CLAMAV_HOST?: string;
  @port(1) CLAMAV_PORT = 3310;
  /** Megabytes of files that a person may store. */
  @Type(() => Number) @IsInt() @Min(1) @Max(1_000_000) UPLOAD_QUOTA = limits.storagePerPerson / MB;
  /** Megabytes of files that may be arriving at once, of everybody. */
  @Type(() => Number) @IsInt() @Min(50) @Max(1_000_000) UPLOAD_QUARANTINE = 800;
  /** Whether browsers are told to use https for every host below that of PUBLIC_URL as well. */
  @Flag() HSTS_SUBDOMAINS = false;
  @IsString() ALLOWED_ORIGINS = '';
  @Type(() => Number) @IsInt() @Min(0) @Max(10) TRUST_PROXY_HOPS = 0;
  /** Receivers inside the own network that integrations may send to, by commas: `host:port` or a network. */
  @IsString() OUTBOUND_ALLOW = '';
  @Flag() GUEST_ACCESS = true;
  @Word(...REGISTRATION_MODES) REGISTRATION: RegistrationMode = 'open';
  /** From which role on people may invite others to the server. */
  @Word(...INVITE_BY) INVITE_BY: InviteBy = 'member';
  /** From which role on people may add emoji to the server. */
  @Word(...EMOJI_BY) EMOJI_BY: EmojiBy = 'member';
  /** Who must have a second factor. */
  @Word(...SECOND_FACTOR_MODES) SECOND_FACTOR: SecondFactorMode = 'optional';
  /** Who has personal tokens for programs. */
  @Word(...TOKEN_MODES) TOKENS: TokenMode = 'on';
  /** Whether owners and moderators connect programs with their rooms; off: administrators alone. */
  @Flag() ROOM_INTEGRATIONS = true;
  /** Whether assistants are answered at `/mcp`; each needs a token. */
  @Flag() MCP = true;
  /** Who may sign in by a password: everybody, administrators alone, or nobody. */
  @Word(...PASSWORD_SIGN_INS) PASSWORD_SIGN_IN: PasswordSignIn = 'on';
  /** The ids of the providers of OpenID Connect, by commas; `OIDC_<ID>_…` describe each (see `providers.ts`). */
  @IsString() OIDC_PROVIDERS = '';
  /** For `REGISTRATION=domains`: the domains of mail that may register, by commas; `*.example.org` is all below it. */
  @IsString() REGISTRATION_DOMAINS = '';
  @Type(() => Number) @IsInt() @Min(4) @Max(16) ROOM_CODE_LENGTH = limits.roomCode;
  @Type(() => Number) @IsInt() @Min(1) @Max(16_000) MESSAGE_LENGTH = limits.messageBody;
  @Type(() => Number) @IsInt() @Min(3) @Max(40) USERNAME_LENGTH = limits.usernameMax;
  @Type(() => Number) @Min(0.01) RATE_LIMIT_SCALE = 1;
  /** Days that entries of the audit log are kept; 0: for ever. */
  @ValidateIf(({ AUDIT_RETENTION }: Variables) => AUDIT_RETENTION !== 0)
  @Type(() => Number)
  @IsInt()
  @Min(30, { message: 'AUDIT_RETENTION must be 0 (for ever), or days from 30 on' })
  @Max(9_999)
  AUDIT_RETENTION = 0;
  /** Where a backup goes every day: a folder, or `s3://bucket/prefix`. Without it, none is made. */
  @IsOptional() @IsString() BACKUP_TO?: string;
  /** The time of day, in UTC. */
  @Matches(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { message: 'BACKUP_AT must be a time of day such as 02:00 (UTC)' })
  BACKUP_AT = '02:00';
  /** How many of them are kept. */
  @Type(() => Number) @IsInt() @Min(1) @Max(1_000) BACKUP_KEEP = 7;
  /** Days between two trials, in which a backup is restored and compared; 0: none. */
  @Type(() => Number) @IsInt() @Min(0) @Max(365) BACKUP_VERIFY = 7;
  /** Whether people may be notified by the push service of their browser. */
  @Flag() PUSH = true;
  /** Further push services, by commas (see `push-services.ts`). */
  @IsString() PUSH_SERVICES = '';
  /** Where calls are held, with `{room}` for the name of the meeting; without it, there are none. */
  @IsOptional() @MeetingUrl() CALL_URL?: string;
  /** By which the server for meetings knows Parley, and the secret that both share. */
  @IsOptional() @IsString() CALL_JWT_APP?: string;
  @IsOptional()
  @MinLength(16, { message: 'CALL_JWT_SECRET must be at least 16 characters long' })
  CALL_JWT_SECRET?: string;
  @Flag() JOBS = true;
  @Type(() => Number) @IsInt() @Min(50) @Max(60_000) OVERLOAD_LAG = 400;
  @IsOptional() @port(1) METRICS_PORT?: number;
  /** The address that METRICS_PORT listens on; without it, all of them. */
  @IsOptional() @Address() METRICS_HOST?: string;
  @Word('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent') LOG_LEVEL = 'info';
  /** Lines for people or for programs; by itself text in a terminal and JSON elsewhere. */
  @Word('auto', 'text', 'json') LOG_FORMAT: 'auto' | 'text' | 'json' = 'auto';
  /** OpenTelemetry's own names: where traces go (OTLP over HTTP), and whose they are. */
  @IsOptional() @url('http', 'https') OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  @IsString() OTEL_SERVICE_NAME = 'parley';
  /** For tests only: off loses every hint to other nodes, as if Redis swallowed them all. */
  @Flag() TEST_HINTS = true;
  @IsOptional() @Word('development', 'production', 'test') NODE_ENV?: string;
}

/** The names of all variables. */
export const variableNames: string[] = [
  ...new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(Variables, '', false, false)
      .map((rule) => rule.propertyName),
  ),
];
