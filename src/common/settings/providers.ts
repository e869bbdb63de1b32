import { canonicalDomain, isMailDomain } from './mail-domains.ts';
import { valueFromFile } from './environment.ts';

/** Whose second factor counts: the provider's always (`trust`), where its token says so (`claims`), or the person's own (`ask`). */
const SECOND_FACTORS = ['trust', 'claims', 'ask'] as const;
/** What ends where the provider signs a person out: the sessions begun there, or all of the person. */
const LOGOUTS = ['session', 'person'] as const;
const CLIENT_AUTHS = ['basic', 'post'] as const;
/** Signed with a key that the provider alone has: with others, the client's secret would sign people in. */
export const ID_TOKEN_ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** A provider of OpenID Connect, as `OIDC_<ID>_…` describes it. */
export interface ProviderSettings {
  /** In lower case, as in `OIDC_PROVIDERS`. */
  id: string;
  issuer: string;
  clientId: string;
  /** Without one, a public client. */
  clientSecret: string | undefined;
  /** On buttons. */
  name: string;
  scopes: string;
  clientAuth: (typeof CLIENT_AUTHS)[number];
  /** Undefined: as the provider says. */
  idTokenAlgorithm: string | undefined;
  /** Whether people without an account get one. */
  signUp: boolean;
  /** Whether a verified address connects an account that has it. */
  linkByEmail: boolean;
  /** The domains of verified addresses that are let in; empty for all people. */
  emailDomains: string[];
  groupsClaim: string;
  adminGroups: string[];
  moderatorGroups: string[];
  /** People in none of these are not let in; empty for all. */
  requiredGroups: string[];
  secondFactor: (typeof SECOND_FACTORS)[number];
  logout: (typeof LOGOUTS)[number];
}

const SUFFIXES = [
  ...['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET', 'NAME', 'SCOPES', 'CLIENT_AUTH', 'ID_TOKEN_ALG', 'SIGN_UP'],
  ...['LINK_BY_EMAIL', 'EMAIL_DOMAINS', 'GROUPS_CLAIM', 'ADMIN_GROUPS', 'MODERATOR_GROUPS', 'REQUIRED_GROUPS'],
  ...['SECOND_FACTOR', 'LOGOUT'],
];
const SECRET_FILE = 'CLIENT_SECRET_FILE';

const ID = /^[a-z][a-z0-9-]{0,19}$/;
/** The other ways to sign in, which share a field with the providers. */
const TAKEN_IDS = ['password', 'code', 'guest', 'passkey', 'operator', 'token'];
const MAX_NAME = 40;

const listIn = (value: string, separator: RegExp): string[] =>
  value
    .split(separator)
    .map((entry) => entry.trim())
    .filter(Boolean);

/** The variables of a provider begin with this. */
const prefixOf = (id: string): string => `OIDC_${id.toUpperCase().replaceAll('-', '_')}_`;

const idsIn = (environment: NodeJS.ProcessEnv): string[] =>
  listIn(environment.OIDC_PROVIDERS ?? '', /[\s,;]+/).map((id) => id.toLowerCase());

/** The names that the providers of this environment add to those of all variables. */
export const providerVariables = (environment: NodeJS.ProcessEnv): string[] =>
  idsIn(environment).flatMap((id) => [...SUFFIXES, SECRET_FILE].map((suffix) => `${prefixOf(id)}${suffix}`));

/** The providers of the environment, and what is wrong with their variables. No network is asked: a start waits for none. */
export function readProviders(environment: NodeJS.ProcessEnv): { providers: ProviderSettings[]; mistakes: string[] } {
  const ids = idsIn(environment);
  const mistakes = [...ofIds(ids), ...ofStrayVariables(environment)];
  const providers = [...new Set(ids)]
    .filter((id) => ID.test(id))
    .map((id) => new Reader(environment, id, mistakes).read());
  return { providers, mistakes };
}

function ofIds(ids: string[]): string[] {
  return ids.flatMap((id, index) => {
    if (!ID.test(id))
      return [`OIDC_PROVIDERS must be ids of letters, digits and -, at most 20, by commas: ${id} is none`];
    if (TAKEN_IDS.includes(id)) return [`OIDC_PROVIDERS must name providers otherwise than ${TAKEN_IDS.join(', ')}`];
    const twin = ids.findIndex((other) => prefixOf(other) === prefixOf(id));
    return twin < index ? [`OIDC_PROVIDERS names ${id} twice`] : [];
  });
}

/** A provider that is described and not named would silently be none; a misspelt rule would let in too many. */
function ofStrayVariables(environment: NodeJS.ProcessEnv): string[] {
  const known = new Set(providerVariables(environment));
  const prefixes = idsIn(environment).map(prefixOf);
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith('OIDC_') || name === 'OIDC_PROVIDERS' || known.has(name) || !environment[name]?.trim())
      return [];
    if (prefixes.some((prefix) => name.startsWith(prefix))) return [`${name} is no setting of a provider`];
    return name.endsWith('_ISSUER') ? [`${name} belongs to no provider that OIDC_PROVIDERS names`] : [];
  });
}

/** Reads the variables of one provider. */
class Reader {
  constructor(
    private readonly environment: NodeJS.ProcessEnv,
    private readonly id: string,
    private readonly mistakes: string[],
  ) {}

  read(): ProviderSettings {
    return {
      id: this.id,
      issuer: this.issuer(),
      clientId: this.needed('CLIENT_ID'),
      clientSecret: this.secret(),
      name: this.name(),
      scopes: this.scopes(),
      clientAuth: this.word('CLIENT_AUTH', CLIENT_AUTHS, 'basic'),
      idTokenAlgorithm: this.algorithm(),
      signUp: this.switch('SIGN_UP', true),
      linkByEmail: this.switch('LINK_BY_EMAIL', false),
      emailDomains: this.domains(),
      groupsClaim: this.value('GROUPS_CLAIM') ?? 'groups',
      adminGroups: this.groups('ADMIN_GROUPS'),
      moderatorGroups: this.groups('MODERATOR_GROUPS'),
      requiredGroups: this.groups('REQUIRED_GROUPS'),
      secondFactor: this.word('SECOND_FACTOR', SECOND_FACTORS, 'trust'),
      logout: this.word('LOGOUT', LOGOUTS, 'session'),
    };
  }

  private variable(suffix: string): string {
    return `${prefixOf(this.id)}${suffix}`;
  }

  private value(suffix: string): string | undefined {
    const value = this.environment[this.variable(suffix)]?.trim();
    return value === '' ? undefined : value;
  }

  private wrong(suffix: string, what: string): void {
    this.mistakes.push(`${this.variable(suffix)} ${what}`);
  }

  private needed(suffix: string): string {
    const value = this.value(suffix);
    if (value === undefined) this.wrong(suffix, 'is missing');
    return value ?? '';
  }

  /** The issuer is compared letter by letter with what the provider says of itself, so it stays as it is written. */
  private issuer(): string {
    const issuer = this.needed('ISSUER');
    if (issuer && !isIssuer(issuer))
      this.wrong('ISSUER', 'must be a URL that begins with https:// (http:// only on this machine), without ? and #');
    return issuer;
  }

  private secret(): string | undefined {
    const path = this.value(SECRET_FILE);
    const given = this.value('CLIENT_SECRET');
    if (path === undefined) return given;
    if (given !== undefined) {
      this.wrong('CLIENT_SECRET', `or ${this.variable(SECRET_FILE)}, not both`);
      return given;
    }
    try {
      return valueFromFile(path);
    } catch (error) {
      this.wrong(SECRET_FILE, (error as Error).message);
      return undefined;
    }
  }

  private name(): string {
    const name = this.value('NAME') ?? this.id.charAt(0).toUpperCase() + this.id.slice(1);
    if ([...name].length > MAX_NAME) this.wrong('NAME', `must be at most ${MAX_NAME} characters long`);
    return name;
  }

  private scopes(): string {
    const scopes = listIn(this.value('SCOPES') ?? 'openid email profile', /[\s,]+/);
    if (!scopes.includes('openid')) this.wrong('SCOPES', 'must hold openid');
    return scopes.join(' ');
  }

  private algorithm(): string | undefined {
    const algorithm = this.value('ID_TOKEN_ALG');
    if (algorithm !== undefined && !ID_TOKEN_ALGORITHMS.includes(algorithm))
      this.wrong('ID_TOKEN_ALG', `must be one of ${ID_TOKEN_ALGORITHMS.join(', ')}`);
    return algorithm;
  }

  private switch(suffix: string, byDefault: boolean): boolean {
    const value = this.value(suffix)?.toLowerCase();
    if (value === undefined) return byDefault;
    if (['on', 'true', 'yes', '1'].includes(value)) return true;
    if (!['off', 'false', 'no', '0'].includes(value)) this.wrong(suffix, 'must be on or off');
    return false;
  }

  private word<W extends string>(suffix: string, words: readonly W[], byDefault: W): W {
    const value = this.value(suffix)?.toLowerCase();
    const known = words.find((word) => word === value);
    if (value !== undefined && known === undefined) this.wrong(suffix, `must be one of ${words.join(', ')}`);
    return known ?? byDefault;
  }

  private domains(): string[] {
    const domains = listIn(this.value('EMAIL_DOMAINS') ?? '', /[\s,;]+/).map(canonicalDomain);
    for (const domain of domains)
      if (!isMailDomain(domain))
        this.wrong('EMAIL_DOMAINS', `must be domains such as example.org, by commas: ${domain} is none`);
    return domains;
  }

  /** By commas alone: names of groups may hold blanks. */
  private groups(suffix: string): string[] {
    return listIn(this.value(suffix) ?? '', /,/);
  }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.test(hostname);

function isIssuer(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  if (url.search || url.hash || url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}
