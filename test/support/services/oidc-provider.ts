import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

export const REAL_CLIENT = { id: 'parley', secret: 'a secret that the real provider and Parley share' };

export interface RealProvider {
  issuer: string;
  /** As the variables of Parley name it. */
  settings(id: string): Record<string, string>;
  stop(): Promise<void>;
}

interface Options {
  /** Of Parley, as browsers reach it. */
  publicUrl: string;
  /** The id that Parley gives it. */
  id: string;
  /** Where Parley is told of logouts; the public address unless given. */
  logoutUrl?: string;
}

/** The certified provider of the author of Parley's library, on this machine: any name signs in, with any password. */
export async function startOidcProvider({ publicUrl, id, logoutUrl = publicUrl }: Options): Promise<RealProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: REAL_CLIENT.id,
        client_secret: REAL_CLIENT.secret,
        redirect_uris: [`${publicUrl}/api/v1/auth/oidc/${id}/callback`],
        post_logout_redirect_uris: [`${publicUrl}/sign-in`],
        backchannel_logout_uri: `${logoutUrl}/api/v1/auth/oidc/${id}/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    cookies: { keys: ['only for tests'] },
    features: {
      devInteractions: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: true },
    },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({
        sub: accountId,
        email: `${accountId}@example.org`,
        email_verified: true,
        name: accountId,
        preferred_username: accountId,
      }),
    }),
    // Nobody is asked whether Parley may know them.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    // By itself it calls no address of this machine.
    fetch: (url: string | URL | Request, options: RequestInit = {}) =>
      fetch(url, Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'dispatcher'))),
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  return {
    issuer,
    settings: (named) =>
      Object.fromEntries(
        Object.entries({ ISSUER: issuer, CLIENT_ID: REAL_CLIENT.id, CLIENT_SECRET: REAL_CLIENT.secret }).map(
          ([name, value]) => [`OIDC_${named.toUpperCase()}_${name}`, value],
        ),
      ),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
