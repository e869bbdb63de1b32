import { hkdfSync } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { join, resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { limits } from '../shared/limits.ts';
import { ownUrlOf } from './own-address.ts';
import { requestContext } from './observability/request-context.ts';
import { readEnvironment } from './settings/environment.ts';
import { canonicalDomain, isMailDomain } from './settings/mail-domains.ts';
import { OutboundAllowList, outboundEntries, outboundEntryProblem } from './settings/outbound-allow.ts';
import { providerVariables, readProviders, type ProviderSettings } from './settings/providers.ts';
import { type PushServices, readPushServices } from './settings/push-services.ts';
import { variableNames, Variables } from './settings/variables.ts';

const MB = 1_000_000;

/** As browsers write it: without the port of http. */
const originOf = (url: string | undefined): string | undefined => url && new URL(url).origin;

/**
 * Without HOME the SDK of S3 asks the system for the folder of a user that a container need not have, and the process
 * ends.
 */
export function ensureHome(): void {
  process.env.HOME ??= '/';
}

/** The settings of a process, read from the environment once, at start. */
export class Config {
  readonly publicUrl: string;
  /** Origins whose pages may call the API; the public address is always among them. */
  readonly origins: string[];

  /**
   * @param given the names of the variables that were set
   * @param providers the providers of OpenID Connect, in the order of their buttons
   */
  constructor(
    readonly env: Variables,
    private readonly given: ReadonlySet<string> = new Set(),
    readonly providers: readonly ProviderSettings[] = [],
  ) {
    this.publicUrl = (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, '');
    this.origins = [new URL(this.publicUrl).origin, ...namedOrigins(env)];
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

  /** Whether a variable was set; otherwise it has its default. */
  isGiven(name: string): boolean {
    return this.given.has(name);
  }

  /** The domains of `REGISTRATION=domains`, as `isOfDomain` takes them. */
  get registrationDomains(): string[] {
    return domainsIn(this.env);
  }

  /** Receivers inside the own network that integrations may send to. */
  get outboundAllow(): OutboundAllowList {
    return new OutboundAllowList(outboundEntries(this.env.OUTBOUND_ALLOW));
  }

  /** The database past a pooler, for what needs a session of its own. */
  get directDatabaseUrl(): string {
    return this.env.DATABASE_DIRECT_URL ?? this.env.DATABASE_URL;
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
    const { S3_BUCKET: bucket } = this.env;
    return bucket ? { ...this.s3Access, bucket } : undefined;
  }

  /** How buckets are reached. Without keys, those of the machine's or container's role. */
  get s3Access() {
    const { S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY, S3_SECRET_KEY } = this.env;
    return {
      endpoint: S3_ENDPOINT,
      region: S3_REGION,
      ...(S3_ACCESS_KEY && S3_SECRET_KEY && { keys: { accessKeyId: S3_ACCESS_KEY, secretAccessKey: S3_SECRET_KEY } }),
    };
  }

  /** The sender of mails. */
  get mailSender(): string {
    return this.env.MAIL_DEFAULT_SENDER ?? `Parley <parley@${senderDomain(new URL(this.publicUrl).hostname)}>`;
  }

  /** The virus scanner, if configured. */
  get scanner() {
    const { CLAMAV_HOST: host, CLAMAV_PORT: port } = this.env;
    return host ? { host, port } : undefined;
  }

  /** Where calls are held, and by what people are let in there by name; undefined: there are none. */
  get calls(): { url: string; jwt: { app: string; secret: string } | undefined } | undefined {
    const { CALL_URL: url, CALL_JWT_APP: app, CALL_JWT_SECRET: secret } = this.env;
    return url === undefined ? undefined : { url, jwt: app && secret ? { app, secret } : undefined };
  }

  /** Whether Web Push works, and why not: services take pushes only of servers with an address of https (RFC 8292). */
  get push(): { enabled: boolean; reason: 'off' | 'no_https' | null } {
    const reason = !this.env.PUSH ? 'off' : this.https ? null : 'no_https';
    return { enabled: reason === null, reason };
  }

  /** The services that pushes are sent to. */
  get pushServices(): PushServices {
    return readPushServices(this.env.PUSH_SERVICES).services;
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
      | 'rate-counts'
      | 'totp'
      | 'id-token'
      | 'unsubscribe'
      | 'uploads'
      | 'push'
      | 'push-topic'
      | 'push-shown'
      | 'webhooks'
      | 'calls'
      | 'backup',
  ): Buffer {
    return Buffer.from(hkdfSync('sha256', this.env.SECRET_KEY, '', `parley:${purpose}`, 32));
  }
}

const namedOrigins = ({ ALLOWED_ORIGINS }: Variables): string[] =>
  ALLOWED_ORIGINS.split(',')
    .map((origin) => origin.trim().replace(/\/$/, ''))
    .filter(Boolean);

const domainsIn = ({ REGISTRATION_DOMAINS }: Variables): string[] =>
  REGISTRATION_DOMAINS.split(/[\s,;]+/)
    .filter(Boolean)
    .map(canonicalDomain);

/** An address and `localhost` are no domain that mail can come from. */
const senderDomain = (host: string): string =>
  host.includes('.') && !/^[\d.]+$/.test(host) ? host : 'localhost.localdomain';

/**
 * The URL of the database alone, for a command that needs no other setting.
 * @throws Error with a single line
 */
export function readDatabaseUrl(environment: NodeJS.ProcessEnv): string {
  const { values, mistakes } = readEnvironment(environment, variableNames);
  const env = plainToInstance(Variables, values);
  mistakes.push(...ofSingleVariables(env).filter((mistake) => mistake.startsWith('DATABASE_URL')));
  if (mistakes.length) throw new Error(`Wrong setting: ${mistakes.join('; ')}`);
  return env.DATABASE_URL;
}

/**
 * The URL of the database past a pooler, where there is one.
 * @throws Error with a single line
 */
export function readDirectUrl(environment: NodeJS.ProcessEnv): string {
  const { values, mistakes } = readEnvironment(environment, variableNames);
  const env = plainToInstance(Variables, values);
  if (env.DATABASE_DIRECT_URL === undefined) return readDatabaseUrl(environment);
  mistakes.push(...ofSingleVariables(env).filter((mistake) => mistake.startsWith('DATABASE_DIRECT_URL')));
  if (mistakes.length) throw new Error(`Wrong setting: ${mistakes.join('; ')}`);
  return env.DATABASE_DIRECT_URL;
}

/**
 * Reads and checks the environment. Empty variables count as unset.
 * @throws Error with a single line that names every wrong variable
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const { values, mistakes } = readEnvironment(environment, variableNames, providerVariables(environment));
  const env = plainToInstance(Variables, values, { exposeDefaultValues: true });
  const providers = readProviders(environment);
  mistakes.push(...ofSingleVariables(env), ...ofCombinations(env), ...providers.mistakes);
  if (mistakes.length) throw new Error(`Wrong setting: ${mistakes.join('; ')}`);
  limits.messageBody = env.MESSAGE_LENGTH;
  limits.usernameMax = env.USERNAME_LENGTH;
  limits.roomCode = env.ROOM_CODE_LENGTH;
  limits.storagePerPerson = env.UPLOAD_QUOTA * MB;
  return new Config(env, new Set(Object.keys(values)), providers.providers);
}

const ofSingleVariables = (env: Variables): string[] =>
  validateSync(env, { skipMissingProperties: false }).map(({ property, value, constraints }) =>
    value === undefined ? `${property} is missing` : (Object.values(constraints ?? {})[0] ?? `${property} is wrong`),
  );

/** What is wrong between variables that are right by themselves, and within those that hold several things. */
function ofCombinations(env: Variables): string[] {
  const mistakes = [...ofAddresses(env)];
  const { S3_ENDPOINT, S3_REGION, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY } = env;
  const anyOfS3 = S3_ENDPOINT ?? S3_REGION ?? S3_BUCKET ?? S3_ACCESS_KEY ?? S3_SECRET_KEY;
  if (anyOfS3 && !S3_BUCKET && !env.BACKUP_TO?.startsWith('s3://')) mistakes.push('S3_BUCKET is missing');
  if (anyOfS3 && !S3_ENDPOINT && !S3_REGION) mistakes.push('S3_ENDPOINT is missing (for Amazon itself, S3_REGION)');
  if (Boolean(S3_ACCESS_KEY) !== Boolean(S3_SECRET_KEY))
    mistakes.push(
      `${S3_ACCESS_KEY ? 'S3_SECRET_KEY' : 'S3_ACCESS_KEY'} is missing (neither, for the role of this machine)`,
    );
  if (anyOfS3 && env.UPLOAD_FOLDER) mistakes.push('UPLOAD_FOLDER or S3_BUCKET, not both');
  mistakes.push(...ofRegistration(env), ...ofCalls(env), ...readPushServices(env.PUSH_SERVICES).mistakes);
  if (env.PASSWORD_SIGN_IN === 'off' && !env.OIDC_PROVIDERS.trim())
    mistakes.push('PASSWORD_SIGN_IN=off needs a provider in OIDC_PROVIDERS: nobody could sign in');
  if (env.METRICS_PORT && env.METRICS_PORT === env.PORT && (env.METRICS_HOST ?? env.HOST) === env.HOST)
    mistakes.push('METRICS_PORT must be another port than PORT');
  return mistakes;
}

function ofCalls({ CALL_URL, CALL_JWT_APP, CALL_JWT_SECRET }: Variables): string[] {
  if ((CALL_JWT_APP ?? CALL_JWT_SECRET) && !CALL_URL) return ['CALL_URL is missing'];
  if (Boolean(CALL_JWT_APP) === Boolean(CALL_JWT_SECRET)) return [];
  return [`${CALL_JWT_APP ? 'CALL_JWT_SECRET' : 'CALL_JWT_APP'} is missing`];
}

function ofRegistration(env: Variables): string[] {
  const domains = domainsIn(env);
  if (env.REGISTRATION === 'domains' && !domains.length) return ['REGISTRATION_DOMAINS is missing'];
  return domains
    .filter((domain) => !isMailDomain(domain))
    .map((domain) => `REGISTRATION_DOMAINS must be domains such as example.org, by commas: ${domain} is none`);
}

function ofAddresses(env: Variables): string[] {
  const mistakes = outboundEntries(env.OUTBOUND_ALLOW).flatMap((entry) => {
    const problem = outboundEntryProblem(entry);
    return problem ? [`OUTBOUND_ALLOW must be such entries by commas: ${problem}`] : [];
  });
  const { PUBLIC_URL } = env;
  if (PUBLIC_URL && URL.canParse(PUBLIC_URL) && new URL(PUBLIC_URL).href !== `${new URL(PUBLIC_URL).origin}/`)
    mistakes.push(
      `PUBLIC_URL must end with the host or the port, as in ${new URL(PUBLIC_URL).origin}: Parley is served at the root of its address only`,
    );
  for (const origin of namedOrigins(env))
    if (!/^https?:$/.test(URL.canParse(origin) ? new URL(origin).protocol : '') || new URL(origin).origin !== origin)
      mistakes.push(`ALLOWED_ORIGINS must be origins such as https://a.example.org, by commas: ${origin} is none`);
  return mistakes;
}
