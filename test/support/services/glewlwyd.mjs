import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserFacingError } from '../../../deploy/local/console.mjs';
import { freePort } from '../../../deploy/local/port.mjs';
import { lastErrorLine } from '../../../deploy/local/run-command.mjs';
import { killWithThisProcess } from '../../../deploy/local/watchdog.mjs';
import { unpackedEnvironment, unpackPackages } from './debian-program.mjs';

/** Unpacked, not installed: its package wants a database of its own. */
const fetched = join(import.meta.dirname, '../../../node_modules/.cache/parley/glewlwyd');
const debian = [
  ...['glewlwyd', 'glewlwyd-common', 'libulfius2.7', 'libhoel1.4', 'libiddawc1.1', 'librhonabwy1.1', 'liborcania2.3'],
  ...['libyder2.0', 'libmicrohttpd12', 'libconfig9', 'liboath0', 'libjansson4', 'libcbor0.8', 'libldap-2.5-0'],
  ...['libmariadb3', 'libpq5', 'libsqlite3-0'],
];
const CLIENT = { id: 'parley', secret: 'aSecretThatGlewlwydAndParleyShare' };
const PASSWORD = 'a password at the provider';

/**
 * Downloads Glewlwyd: before the tests, because it takes its time.
 * @returns {string | undefined} why it is not to be had: only Debian has it
 */
export function whyNoGlewlwyd() {
  if (existsSync(fetched)) return undefined;
  try {
    unpackPackages(fetched, debian);
    return undefined;
  } catch (error) {
    return `Not tried: signing in through Glewlwyd, for want of Debian's package. (${lastErrorLine(error)})`;
  }
}

/**
 * Glewlwyd, a provider of OpenID Connect by other authors than those of Parley's libraries, on 127.0.0.1.
 * @param {{ publicUrl: string, id: string }} parley its address as browsers reach it, and the id that it gives the provider
 */
export async function startGlewlwyd({ publicUrl, id }) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'parley-glewlwyd-'));
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, 'glewlwyd.conf');
  writeFileSync(config, configurationOf(port, url, folder));
  const fill = `const { DatabaseSync } = require('node:sqlite'); const { readFileSync } = require('node:fs');
    new DatabaseSync(process.argv[1]).exec(readFileSync(process.argv[2], 'utf8'))`;
  const schema = join(fetched, 'usr/share/dbconfig-common/data/glewlwyd/install/sqlite3');
  execFileSync(process.execPath, ['--no-warnings', '-e', fill, join(folder, 'glewlwyd.db'), schema]);

  const child = spawn(join(fetched, 'usr/bin/glewlwyd'), [`--config-file=${config}`], {
    cwd: '/',
    detached: true,
    stdio: 'ignore',
    env: unpackedEnvironment(fetched),
  });
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`exit ${code ?? signal}`));
  });
  const { pid } = child;
  if (pid === undefined) throw new UserFacingError(`Glewlwyd does not start: ${await ended}`);
  const letGo = killWithThisProcess(pid, 'SIGKILL', {});
  void ended.then(letGo);
  while (!(await fetch(`${url}/config/`).catch(() => undefined))?.ok) {
    const failed = await Promise.race([ended, delay(50)]);
    if (failed) throw new UserFacingError(`Glewlwyd does not start (${failed})`);
  }
  const admin = new GlewlwydBrowser(url);
  await admin.enter('admin', 'password');
  await admin.ask('POST', '/api/mod/plugin/', pluginOf(`${url}/api/oidc`));
  for (const name of ['email', 'profile'])
    await admin.ask('POST', '/api/scope/', { name, display_name: name, password_required: true, scheme: {} });
  return {
    issuer: `${url}/api/oidc`,
    /** As the variables of Parley name it. */
    settings: {
      [`OIDC_${id.toUpperCase()}_ISSUER`]: `${url}/api/oidc`,
      [`OIDC_${id.toUpperCase()}_CLIENT_ID`]: CLIENT.id,
      [`OIDC_${id.toUpperCase()}_CLIENT_SECRET`]: CLIENT.secret,
    },
    /** Registers Parley there. @param {string} logoutUrl where Parley is told of logouts */
    async register(logoutUrl) {
      await admin.ask('POST', '/api/client/', {
        ...{ client_id: CLIENT.id, name: 'Parley', enabled: true, confidential: true, password: CLIENT.secret },
        redirect_uri: [`${publicUrl}/api/v1/auth/oidc/${id}/callback`],
        authorization_type: ['code', 'refresh_token'],
        token_endpoint_auth_method: ['client_secret_basic'],
        scope: [],
        post_logout_redirect_uris: `${publicUrl}/sign-in`,
        backchannel_logout_uri: `${logoutUrl}/api/v1/auth/oidc/${id}/backchannel-logout`,
      });
    },
    /** A person there, in a browser that is signed in and lets Parley know them. @param {string} username @param {string} name */
    async person(username, name) {
      await admin.ask('POST', '/api/user/', {
        ...{ username, name, email: `${username}@example.org`, enabled: true, password: PASSWORD },
        scope: ['openid', 'email', 'profile'],
      });
      const browser = new GlewlwydBrowser(url);
      await browser.enter(username, PASSWORD);
      await browser.ask('PUT', `/api/auth/grant/${CLIENT.id}`, { scope: 'openid email profile' });
      return browser;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

class GlewlwydBrowser {
  /** @type {Map<string, string>} */
  #cookies = new Map();
  #url;

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async ask(method, path, body) {
    const response = await fetch(new URL(path, this.#url), {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';', 1);
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    if (response.status >= 400) throw new Error(`${method} ${path} → ${response.status} ${await response.text()}`);
    return response;
  }

  /** @param {string} username @param {string} password */
  async enter(username, password) {
    await this.ask('POST', '/api/auth/', { username, password });
  }

  /** Goes on from the page that Parley has sent the browser to. @param {string} page @returns the address at Parley */
  async signIn(page) {
    const response = await this.ask('GET', `${page}&g_continue`);
    return response.headers.get('location') ?? '';
  }

  /** Opens the page for signing out that Parley leads to, and agrees. @param {string} page */
  async signOut(page) {
    const asks = new URL((await this.ask('GET', page)).headers.get('location') ?? '', this.#url);
    await this.ask('DELETE', `/api/oidc/session/${asks.searchParams.get('sid')}`);
  }
}

/** @param {number} port @param {string} url @param {string} folder */
const configurationOf = (port, url, folder) => `
port=${port}
bind_address="127.0.0.1"
external_url="${url}"
login_url="login.html"
api_prefix="api"
static_files_path="${join(fetched, 'usr/share/glewlwyd/webapp/')}"
log_mode="console"
log_level="NONE"
cookie_domain="127.0.0.1"
cookie_secure=0
session_key="GLEWLWYD2_SESSION_ID"
session_expiration=3600
admin_scope="g_admin"
profile_scope="g_profile"
admin_session_authentication="cookie"
profile_session_authentication="cookie"
login_api_enabled=true
user_module_path="${join(fetched, 'usr/lib/glewlwyd/user')}"
user_middleware_module_path="${join(fetched, 'usr/lib/glewlwyd/user_middleware')}"
client_module_path="${join(fetched, 'usr/lib/glewlwyd/client')}"
user_auth_scheme_module_path="${join(fetched, 'usr/lib/glewlwyd/scheme')}"
plugin_module_path="${join(fetched, 'usr/lib/glewlwyd/plugin')}"
use_secure_connection=false
secure_connection_key_file="none"
secure_connection_pem_file="none"
secure_connection_ca_file="none"
hash_algorithm="SHA512"
database = { type = "sqlite3" path = "${join(folder, 'glewlwyd.db')}" };
static_files_mime_types = ( { extension = ".html" mime_type = "text/html" compress = 0 } )
`;

/** The code flow alone, with PKCE, sessions and logouts that are told. @param {string} issuer */
function pluginOf(issuer) {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const off = ['token', 'id-token', 'implicit', 'none', 'password', 'client', 'device'];
  return {
    ...{ module: 'oidc', name: 'oidc', display_name: 'OpenID Connect', enabled: true },
    parameters: {
      iss: issuer,
      ...{ 'jwt-type': 'rsa', 'jwt-key-size': '256', key: keys.privateKey, cert: keys.publicKey, 'jwks-show': true },
      ...{ 'access-token-duration': 600, 'refresh-token-duration': 1200, 'code-duration': 60 },
      ...Object.fromEntries(off.map((name) => [`auth-type-${name}-enabled`, false])),
      ...{ 'auth-type-code-enabled': true, 'auth-type-refresh-enabled': true, 'allow-non-oidc': true },
      ...{
        'pkce-allowed': true,
        'pkce-method-plain-allowed': false,
        'subject-type': 'public',
        'oauth-as-iss-id': true,
      },
      ...{ 'request-parameter-allow': false, 'refresh-token-rolling': false, 'scope-claim': 'no' },
      ...{ 'name-claim': 'on-demand', 'name-claim-scope': ['profile'] },
      ...{ 'email-claim': 'on-demand', 'email-claim-scope': ['email'] },
      ...{ 'session-management-allowed': true, 'session-cookie-name': 'GLEWLWYD2_OIDC_SID' },
      ...{ 'session-cookie-expiration': 3600, 'back-channel-logout-allowed': true },
      'front-channel-logout-allowed': false,
    },
  };
}
