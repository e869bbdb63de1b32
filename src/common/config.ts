import { hkdfSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { join, resolve } from 'node:path';
import { applyDecorators } from '@nestjs/common';
import { plainToInstance, Transform, Type } from 'class-transformer';
import { IsEmail, IsIn, IsInt, IsIP, IsOptional, IsUrl, Max, Min, MinLength, validateSync } from 'class-validator';
import { limits } from '../shared/limits.ts';
import { ownUrlOf } from './own-address.ts';
import { requestContext } from './observability/request-context.ts';

const MB = 1_000_000;
const S3 = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'] as const;

const ON = ['on', 'true', 'yes', '1'];
const OFF = ['off', 'false', 'no', '0'];

/** A switch, in any of the usual words and in any case: another word is refused. */
const Flag = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => {
      const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
      return ON.includes(word as string) ? true : OFF.includes(word as string) ? false : value;
    }),
    IsIn([true, false], { message: ({ property }) => `${property} must be on or off` }),
  );
const url = (...protocols: string[]) => IsUrl({ protocols, require_protocol: true, require_tld: false });

/** Every variable of the environment, under its own name; anything else in the environment is ignored. */
class Variables {
  @Type(() => Number) @IsInt() @Min(0) @Max(65535) PORT = 3000;
  @IsOptional() @url('http', 'https') PUBLIC_URL?: string;
  @MinLength(32, { message: 'SECRET_KEY must be at least 32 characters long' }) SECRET_KEY: string;
  DATA_DIR = '.data';
  @url('postgres', 'postgresql') DATABASE_URL: string;
  @IsOptional() @url('redis', 'rediss') REDIS_URL?: string;
  MAIL_SERVER: string;
  @Type(() => Number) @IsInt() @Min(1) @Max(65535) MAIL_PORT = 587;
  @Flag() MAIL_USE_TLS = true;
  MAIL_USERNAME?: string;
  MAIL_PASSWORD?: string;
  @IsEmail({ allow_display_name: true }) MAIL_DEFAULT_SENDER = 'Parley <parley@localhost.localdomain>';
  @IsOptional() @IsUrl({ require_tld: false }) MAILBOX_URL?: string;
  UPLOAD_FOLDER?: string;
  @IsOptional() @url('http', 'https') S3_ENDPOINT?: string;
  S3_BUCKET?: string;
  S3_ACCESS_KEY?: string;
  S3_SECRET_KEY?: string;
  CLAMAV_HOST?: string;
  @Type(() => Number) @IsInt() @Min(1) @Max(65535) CLAMAV_PORT = 3310;
  /** Megabytes of files that a person may store. */
  @Type(() => Number) @IsInt() @Min(1) @Max(1_000_000) UPLOAD_QUOTA = limits.storagePerPerson / MB;
  /** Megabytes of files that may be arriving at once, of everybody. */
  @Type(() => Number) @IsInt() @Min(50) @Max(1_000_000) UPLOAD_QUARANTINE = 800;
  ALLOWED_ORIGINS = '';
  @Type(() => Number) @IsInt() @Min(0) @Max(10) TRUST_PROXY_HOPS = 0;
  @Flag() GUEST_ACCESS = true;
  @IsIn(['open', 'invite', 'closed']) REGISTRATION: 'open' | 'invite' | 'closed' = 'open';
  @Type(() => Number) @IsInt() @Min(4) @Max(16) ROOM_CODE_LENGTH = limits.roomCode;
  @Type(() => Number) @IsInt() @Min(1) @Max(16_000) MESSAGE_LENGTH = limits.messageBody;
  @Type(() => Number) @IsInt() @Min(3) @Max(40) USERNAME_LENGTH = limits.usernameMax;
  @Type(() => Number) @Min(0.01) RATE_LIMIT_SCALE = 1;
  @Flag() JOBS = true;
  @Type(() => Number) @IsInt() @Min(50) @Max(60_000) OVERLOAD_LAG = 400;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(65535) METRICS_PORT?: number;
  /** The address that METRICS_PORT listens on; without it, all of them. */
  @IsOptional()
  @IsIP(undefined, { message: 'METRICS_HOST must be an IP address of this machine, such as 127.0.0.1' })
  METRICS_HOST?: string;
  @IsIn(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']) LOG_LEVEL = 'info';
  /** OpenTelemetry's own names: where traces go (OTLP over HTTP), and whose they are. */
  @IsOptional() @url('http', 'https') OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  OTEL_SERVICE_NAME = 'parley';
  /** For tests only: off loses every hint to other nodes, as if Redis swallowed them all. */
  @Flag() TEST_HINTS = true;
  @IsOptional() @IsIn(['development', 'production', 'test']) NODE_ENV?: string;
}

/** As browsers write it: without the port of http. */
const originOf = (url: string | undefined): string | undefined => url && new URL(url).origin;

/** The settings of a process, read from the environment once, at start. */
export class Config {
  readonly publicUrl: string;
  /** Origins whose pages may call the API; the public address is always among them. */
  readonly origins: string[];

  constructor(readonly env: Variables) {
    this.publicUrl = (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, '');
    if (new URL(this.publicUrl).href !== `${new URL(this.publicUrl).origin}/`)
      throw new Error(
        `Wrong setting: PUBLIC_URL must end with the host or the port, as in ${new URL(this.publicUrl).origin}: Parley is served at the root of its address only`,
      );
    const named = env.ALLOWED_ORIGINS.split(',').map((origin) => origin.trim());
    this.origins = [new URL(this.publicUrl).origin, ...named.filter(Boolean)];
  }

  /**
   * The address for links in mails: without PUBLIC_URL, the own address of this machine that the current request came by;
   * `publicUrl` otherwise.
   */
  get linkUrl(): string {
    return (this.env.PUBLIC_URL ? undefined : requestContext()?.ownUrl) ?? this.publicUrl;
  }

  /**
   * Whether pages of this origin may use a session: those of the named origins, and without PUBLIC_URL those of the own
   * address that the request came by. Programs send no Origin.
   */
  allowsOrigin(origin: string | undefined, request: IncomingMessage): boolean {
    if (origin === undefined || this.origins.includes(origin)) return true;
    return !this.env.PUBLIC_URL && originOf(ownUrlOf(request)) === origin;
  }

  get https() {
    return this.publicUrl.startsWith('https:');
  }

  /** The folder for files; with an object store, for files that are still being received. */
  get uploads() {
    return this.env.UPLOAD_FOLDER ? resolve(this.env.UPLOAD_FOLDER) : join(resolve(this.env.DATA_DIR), 'uploads');
  }

  /** Bytes that may lie in quarantine: promised by uploads that have not ended. */
  get quarantineBytes() {
    return this.env.UPLOAD_QUARANTINE * MB;
  }

  /** The object store that keeps files, if there is one. */
  get s3() {
    const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY } = this.env;
    if (!S3_ENDPOINT || !S3_BUCKET || !S3_ACCESS_KEY || !S3_SECRET_KEY) return undefined;
    return { endpoint: S3_ENDPOINT, bucket: S3_BUCKET, accessKeyId: S3_ACCESS_KEY, secretAccessKey: S3_SECRET_KEY };
  }

  /** The virus scanner, if configured. */
  get scanner() {
    const { CLAMAV_HOST: host, CLAMAV_PORT: port } = this.env;
    return host ? { host, port } : undefined;
  }

  /** A key of 32 bytes for a single purpose, so that no key is used for two (RFC 5869). */
  key(
    purpose:
      | `access-token/${number}`
      | 'refresh-token'
      | 'xsrf'
      | 'password'
      | 'email-code'
      | 'device'
      | 'login-failures'
      | 'unsubscribe'
      | 'uploads'
      | 'backup',
  ): Buffer {
    return Buffer.from(hkdfSync('sha256', this.env.SECRET_KEY, '', `parley:${purpose}`, 32));
  }
}

/**
 * Reads and checks the environment. Empty variables count as unset.
 * @throws Error with a single line that names the wrong variable
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const env = plainToInstance(Variables, given, { exposeDefaultValues: true });
  const [wrong] = validateSync(env, { skipMissingProperties: false });
  if (wrong) throw new Error(`Wrong setting: ${Object.values(wrong.constraints ?? {}).join('; ')}`);
  const absent = S3.filter((name) => !env[name]);
  if (absent.length && absent.length < S3.length) throw new Error(`Wrong setting: ${absent.join(', ')} missing`);
  if (!absent.length && env.UPLOAD_FOLDER) throw new Error('Wrong setting: UPLOAD_FOLDER or S3_ENDPOINT, not both');
  if (!env.MAIL_SERVER) throw new Error('Wrong setting: MAIL_SERVER is missing');
  limits.messageBody = env.MESSAGE_LENGTH;
  limits.usernameMax = env.USERNAME_LENGTH;
  limits.roomCode = env.ROOM_CODE_LENGTH;
  limits.storagePerPerson = env.UPLOAD_QUOTA * MB;
  return new Config(env);
}
