import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export const CLIENT_ID = 'parley';
export const CLIENT_SECRET = 'a secret of the provider and this server';

/** What the provider says of a person, and how it misbehaves about it. */
export interface Script {
  claims: JWTPayload & Record<string, unknown>;
  /** Over the claims that every token has. */
  forged?: Record<string, unknown>;
  /** Signs with a key that the provider does not publish, under the same name. */
  foreignKey?: boolean;
  algorithm?: 'none' | 'HS256';
  /** Of the answer of its userinfo page, where that differs. */
  userinfo?: Record<string, unknown>;
}

interface Grant extends Script {
  nonce: string;
  challenge: string;
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const SECONDS = 1000;

/** A provider of OpenID Connect that says what a test wants it to, true or not. */
export class ScriptedProvider {
  /** How its clock differs, in seconds. */
  clock = 0;
  /** `down`: every answer is 503. `silent`: nothing is answered. */
  mode: 'up' | 'down' | 'silent' = 'up';
  /** Where codes are given in, if that is elsewhere. */
  tokenEndpoint: string | undefined;
  /** How often a code was given in. */
  tokenRequests = 0;
  discoveries = 0;
  /** Access tokens and ID tokens that it has given out. */
  readonly issued: string[] = [];
  private readonly grants = new Map<string, Grant>();
  private readonly userinfos = new Map<string, Record<string, unknown>>();

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
    private key: CryptoKey,
    private jwk: JWK,
    private readonly foreign: CryptoKey,
  ) {}

  static async start(): Promise<ScriptedProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const [own, foreign] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
    const jwk = { ...(await exportJWK(own.publicKey)), kid: 'first', use: 'sig', alg: 'RS256' };
    const issuer = `http://127.0.0.1:${port}`;
    const provider = new ScriptedProvider(server, issuer, own.privateKey, jwk, foreign.privateKey);
    server.on('request', (request, response) => void provider.answer(request, response));
    return provider;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Its variables, as `OIDC_PROVIDERS` names it. */
  settings(id: string, more: Record<string, string> = {}): Record<string, string> {
    const own = { ISSUER: this.issuer, CLIENT_ID, CLIENT_SECRET, ...more };
    return Object.fromEntries(Object.entries(own).map(([name, value]) => [`OIDC_${id.toUpperCase()}_${name}`, value]));
  }

  /** A person signs in on the page that Parley has sent them to. @returns the address to go back to */
  signIn(page: string, script: Script): string {
    const { searchParams: asked } = new URL(page);
    const code = randomUUID();
    const [nonce = '', challenge = ''] = [asked.get('nonce'), asked.get('code_challenge')].map((value) => value ?? '');
    this.grants.set(code, { ...script, nonce, challenge });
    return this.back(page, { code, iss: this.issuer });
  }

  /** The provider sends the person back with something else than a code. */
  back(page: string, answer: Record<string, string>): string {
    const { searchParams: asked } = new URL(page);
    const address = new URL(asked.get('redirect_uri') ?? '');
    address.search = new URLSearchParams({ state: asked.get('state') ?? '', ...answer }).toString();
    return address.href;
  }

  /** From now on it signs with another key. */
  async rotateKey(): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    this.key = privateKey;
    this.jwk = { ...(await exportJWK(publicKey)), kid: randomUUID(), use: 'sig', alg: 'RS256' };
  }

  /** A signed token of any kind. */
  async sign(payload: JWTPayload, { foreignKey = false, typ = 'JWT' } = {}): Promise<string> {
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', typ, ...(this.jwk.kid && { kid: this.jwk.kid }) })
      .sign(foreignKey ? this.foreign : this.key);
  }

  get now(): number {
    return Math.floor(Date.now() / SECONDS) + this.clock;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', this.issuer);
    response.setHeader('Date', new Date(this.now * SECONDS).toUTCString());
    response.setHeader('Content-Type', 'application/json');
    if (this.mode === 'silent') return;
    if (this.mode === 'down') return void response.writeHead(503).end('{}');
    const pages: Record<string, () => Promise<unknown> | object> = {
      '/.well-known/openid-configuration': () => this.describe(),
      '/jwks': () => ({ keys: [this.jwk] }),
      '/token': async () => this.exchange(await bodyOf(request)),
      '/userinfo': () => this.userinfos.get(request.headers.authorization ?? '') ?? {},
    };
    const given = await pages[pathname]?.();
    response.writeHead(given === undefined ? 400 : 200).end(JSON.stringify(given ?? { error: 'invalid_grant' }));
  }

  private describe() {
    this.discoveries++;
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: this.tokenEndpoint ?? `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      end_session_endpoint: `${issuer}/logout`,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
    };
  }

  private async exchange(form: URLSearchParams): Promise<object | undefined> {
    this.tokenRequests++;
    const code = form.get('code') ?? '';
    const grant = this.grants.get(code);
    this.grants.delete(code);
    const verifier = form.get('code_verifier') ?? '';
    if (!grant || createHash('sha256').update(verifier).digest('base64url') !== grant.challenge) return undefined;
    const accessToken = randomUUID();
    this.userinfos.set(`Bearer ${accessToken}`, { ...grant.claims, ...grant.userinfo });
    const idToken = await this.idTokenOf(grant);
    this.issued.push(accessToken, idToken);
    return { access_token: accessToken, token_type: 'Bearer', expires_in: 60, id_token: idToken };
  }

  private idTokenOf({ claims, forged, foreignKey, algorithm, nonce }: Grant): Promise<string> | string {
    const times = { iat: this.now, exp: this.now + 300 };
    const payload = { iss: this.issuer, aud: CLIENT_ID, nonce, ...times, ...claims, ...forged };
    if (algorithm === 'none') return `${base64url({ alg: 'none' })}.${base64url(payload)}.`;
    if (algorithm === 'HS256')
      return new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(CLIENT_SECRET));
    return this.sign(payload, { foreignKey: foreignKey ?? false });
  }
}

async function bodyOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const part of request) text += String(part);
  return new URLSearchParams(text);
}
