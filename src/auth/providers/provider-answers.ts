import { Injectable } from '@nestjs/common';
import { decodeProtectedHeader } from 'jose';
import * as client from 'openid-client';
import { ID_TOKEN_ALGORITHMS, type ProviderSettings } from '../../common/settings/providers.ts';
import { personOf, type ProviderPerson } from './provider-claims.ts';
import { CLOCK_TOLERANCE_SECONDS, type ProviderClient, ProviderClients } from './provider-clients.ts';
import { ProviderFailure, providerFailureOf } from './provider-failure.ts';
import { flowParts } from './provider-flows.ts';
import { SealedIdTokens } from '../provider-logout/sealed-id-tokens.ts';

/** What a provider has said of a person whom it has signed in. */
export interface ProviderAnswer {
  person: ProviderPerson;
  /** Encrypts the ID token, which signs out there again, for the identity that the person turns out to have. */
  seal: (identityId: string) => Buffer | null;
}

const refused = (code: string, detail: string) => new ProviderFailure('sign_in_failed', code, detail);

/** Asks providers who a person is: the code of the answer is exchanged here, out of reach of the browser. */
@Injectable()
export class ProviderAnswers {
  constructor(
    private readonly clients: ProviderClients,
    private readonly idTokens: SealedIdTokens,
  ) {}

  /** The page to send a person to. @param isFresh whether they must sign in there anew @throws ProviderFailure */
  async pageFor(settings: ProviderSettings, secret: string, isFresh: boolean): Promise<string> {
    const { configuration } = await this.clients.of(settings);
    const { state, nonce, verifier } = flowParts(secret);
    const page = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.clients.redirectUri(settings),
      scope: settings.scopes,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(isFresh && { prompt: 'login', max_age: '0' }),
    });
    return page.href;
  }

  /**
   * @param query of the address that the provider has sent the person back to
   * @param secret of the browser that was sent there
   * @throws ProviderFailure
   */
  async exchange(
    settings: ProviderSettings,
    query: URLSearchParams,
    secret: string,
    isFresh: boolean,
  ): Promise<ProviderAnswer> {
    const provider = await this.clients.of(settings);
    try {
      return await this.ask(provider, query, secret, isFresh);
    } catch (error) {
      throw providerFailureOf(error);
    }
  }

  private async ask(provider: ProviderClient, query: URLSearchParams, secret: string, isFresh: boolean) {
    const { settings, configuration, issuer } = provider;
    const { state, nonce, verifier } = flowParts(secret);
    const address = new URL(this.clients.redirectUri(settings));
    address.search = query.toString();
    const tokens = await client.authorizationCodeGrant(configuration, address, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
      ...(isFresh && { maxAge: 0 }),
    });
    const { id_token: idToken = '', access_token: accessToken } = tokens;
    const claims = tokens.claims();
    if (!claims) throw refused('answer_refused', 'The provider gave no ID token');
    assertSound(idToken, claims.iat);
    const more = needsMore(settings, claims) ? await moreOf(configuration, accessToken, claims.sub) : {};
    const person = personOf(settings, issuer, { ...more, ...claims });
    return { person, seal: (identityId: string) => this.idTokens.seal(identityId, idToken) };
  }
}

/** What the library lets through: keys that the client has too, and tokens from the future. */
function assertSound(idToken: string, issuedAt: number): void {
  const { alg = 'none' } = decodeProtectedHeader(idToken);
  if (!ID_TOKEN_ALGORITHMS.includes(alg))
    throw refused('answer_refused', `The ID token is signed with ${alg}, which its receiver could have signed as well`);
  const ahead = issuedAt - Math.floor(Date.now() / 1000);
  if (ahead > CLOCK_TOLERANCE_SECONDS) throw refused('clock_skew', `The ID token is ${ahead} seconds from the future`);
}

/** Many providers say nothing but the subject in the token itself. */
const needsMore = ({ groupsClaim, ...rules }: ProviderSettings, claims: client.IDToken): boolean =>
  claims.email === undefined ||
  (claims.name === undefined && claims.preferred_username === undefined) ||
  (claims[groupsClaim] === undefined &&
    rules.adminGroups.length + rules.moderatorGroups.length + rules.requiredGroups.length > 0);

/** Of another subject it is refused by the library. */
async function moreOf(configuration: client.Configuration, accessToken: string, subject: string) {
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return {};
  return client.fetchUserInfo(configuration, accessToken, subject);
}
