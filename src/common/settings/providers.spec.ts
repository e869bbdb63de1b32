import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '../config.ts';

const BASE = {
  SECRET_KEY: 'a secret that is only used by tests, 32 bytes and more',
  DATABASE_URL: 'postgres://localhost/none',
  MAIL_SERVER: 'localhost',
};
const KEYCLOAK = { OIDC_KEYCLOAK_ISSUER: 'https://id.example.org/realms/house', OIDC_KEYCLOAK_CLIENT_ID: 'parley' };
const read = (settings: Record<string, string>) => readConfig({ ...BASE, ...settings });

describe('the providers of the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'providers-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are none without a name', () => {
    expect(read({}).providers).toEqual([]);
  });

  test('need an issuer and the id of the client; the rest has defaults', () => {
    expect(read({ OIDC_PROVIDERS: 'keycloak', ...KEYCLOAK }).providers).toEqual([
      {
        id: 'keycloak',
        issuer: 'https://id.example.org/realms/house',
        clientId: 'parley',
        clientSecret: undefined,
        name: 'Keycloak',
        scopes: 'openid email profile',
        clientAuth: 'basic',
        idTokenAlgorithm: undefined,
        signUp: true,
        linkByEmail: false,
        emailDomains: [],
        groupsClaim: 'groups',
        adminGroups: [],
        moderatorGroups: [],
        requiredGroups: [],
        secondFactor: 'trust',
        logout: 'session',
      },
    ]);
  });

  test('are read in their order, each with all of its own', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, 'from a file\n');
    const { providers } = read({
      OIDC_PROVIDERS: 'Keycloak, our-house',
      ...KEYCLOAK,
      OIDC_KEYCLOAK_CLIENT_SECRET_FILE: file,
      OIDC_OUR_HOUSE_ISSUER: 'http://127.0.0.1:8080',
      OIDC_OUR_HOUSE_CLIENT_ID: 'chat',
      OIDC_OUR_HOUSE_CLIENT_SECRET: 'x',
      OIDC_OUR_HOUSE_NAME: 'Our House',
      OIDC_OUR_HOUSE_SCOPES: 'openid, email groups',
      OIDC_OUR_HOUSE_SIGN_UP: 'OFF',
      OIDC_OUR_HOUSE_LINK_BY_EMAIL: 'yes',
      OIDC_OUR_HOUSE_EMAIL_DOMAINS: 'Example.org, *.example.net',
      OIDC_OUR_HOUSE_ADMIN_GROUPS: 'People of the house, /admins',
      OIDC_OUR_HOUSE_SECOND_FACTOR: 'Ask',
      OIDC_OUR_HOUSE_LOGOUT: 'person',
      OIDC_OUR_HOUSE_ID_TOKEN_ALG: 'ES256',
    });
    expect(providers.map(({ id, clientSecret }) => [id, clientSecret])).toEqual([
      ['keycloak', 'from a file'],
      ['our-house', 'x'],
    ]);
    expect(providers[1]).toMatchObject({
      name: 'Our House',
      scopes: 'openid email groups',
      signUp: false,
      linkByEmail: true,
      emailDomains: ['example.org', '*.example.net'],
      adminGroups: ['People of the house', '/admins'],
      secondFactor: 'ask',
      logout: 'person',
      idTokenAlgorithm: 'ES256',
    });
  });

  test.each<[Record<string, string>, string]>([
    [{ OIDC_KEYCLOAK_ISSUER: '' }, 'OIDC_KEYCLOAK_ISSUER is missing'],
    [{ OIDC_KEYCLOAK_CLIENT_ID: '' }, 'OIDC_KEYCLOAK_CLIENT_ID is missing'],
    [{ OIDC_KEYCLOAK_ISSUER: 'http://id.example.org' }, 'OIDC_KEYCLOAK_ISSUER must be a URL that begins with https://'],
    [{ OIDC_KEYCLOAK_ISSUER: 'id.example.org' }, 'OIDC_KEYCLOAK_ISSUER must be a URL'],
    [{ OIDC_KEYCLOAK_ISSUER: 'https://a:b@id.example.org' }, 'OIDC_KEYCLOAK_ISSUER must be a URL'],
    [{ OIDC_KEYCLOAK_ISSUER: 'https://id.example.org/?realm=a' }, 'without ? and #'],
    [{ OIDC_KEYCLOAK_CLIENT_AUTH: 'jwt' }, 'OIDC_KEYCLOAK_CLIENT_AUTH must be one of basic, post'],
    [{ OIDC_KEYCLOAK_ID_TOKEN_ALG: 'HS256' }, 'OIDC_KEYCLOAK_ID_TOKEN_ALG must be one of RS256'],
    [{ OIDC_KEYCLOAK_ID_TOKEN_ALG: 'none' }, 'OIDC_KEYCLOAK_ID_TOKEN_ALG must be one of RS256'],
    [{ OIDC_KEYCLOAK_SCOPES: 'email' }, 'OIDC_KEYCLOAK_SCOPES must hold openid'],
    [{ OIDC_KEYCLOAK_SIGN_UP: 'maybe' }, 'OIDC_KEYCLOAK_SIGN_UP must be on or off'],
    [{ OIDC_KEYCLOAK_SECOND_FACTOR: 'no' }, 'OIDC_KEYCLOAK_SECOND_FACTOR must be one of trust, claims, ask'],
    [{ OIDC_KEYCLOAK_LOGOUT: 'all' }, 'OIDC_KEYCLOAK_LOGOUT must be one of session, person'],
    [{ OIDC_KEYCLOAK_EMAIL_DOMAINS: 'nowhere' }, 'nowhere is none'],
    [{ OIDC_KEYCLOAK_NAME: 'x'.repeat(41) }, 'OIDC_KEYCLOAK_NAME must be at most 40'],
    [{ OIDC_KEYCLOAK_CLIENT_SECRET: 'a', OIDC_KEYCLOAK_CLIENT_SECRET_FILE: '/b' }, 'not both'],
    [{ OIDC_KEYCLOAK_CLIENT_SECRET_FILE: '/nowhere/at/all' }, 'cannot be read'],
    [{ OIDC_KEYCLOAK_REQUIRED_GROUP: 'staff' }, 'OIDC_KEYCLOAK_REQUIRED_GROUP is no setting'],
    [{ OIDC_KEYCLOAK_TENANT: 'staff' }, 'OIDC_KEYCLOAK_TENANT is no setting of a provider'],
    [{ OIDC_PROVIDERS: '' }, 'OIDC_KEYCLOAK_ISSUER belongs to no provider that OIDC_PROVIDERS names'],
    [{ OIDC_PROVIDERS: 'keycloak,keycloak' }, 'OIDC_PROVIDERS names keycloak twice'],
    [{ OIDC_PROVIDERS: 'key_cloak' }, 'key_cloak is none'],
    [{ OIDC_PROVIDERS: 'password' }, 'OIDC_PROVIDERS must name providers otherwise than'],
  ])('%j is refused in one line that names it', (settings, line) => {
    expect(() => read({ OIDC_PROVIDERS: 'keycloak', ...KEYCLOAK, ...settings })).toThrow(line);
  });

  test('must be there where passwords do not sign in', () => {
    expect(() => read({ PASSWORD_SIGN_IN: 'off' })).toThrow('PASSWORD_SIGN_IN=off needs a provider');
    expect(() => read({ PASSWORD_SIGN_IN: 'never' })).toThrow('PASSWORD_SIGN_IN must be one of on, admins, off');
    expect(read({ PASSWORD_SIGN_IN: 'off', OIDC_PROVIDERS: 'keycloak', ...KEYCLOAK }).env.PASSWORD_SIGN_IN).toBe('off');
  });
});
