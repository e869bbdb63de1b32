import { Injectable } from '@nestjs/common';
import { createRemoteJWKSet, customFetch as keyFetch, type JWTVerifyGetKey } from 'jose';
import * as client from 'openid-client';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import { isLoopback, type ProviderSettings } from '../../common/settings/providers.ts';
import { OutboundService } from '../../outbound/outbound.service.ts';
import { ProviderFailure, providerFailureOf } from './provider-failure.ts';
import { PROVIDER_TIMEOUT_MS, providerFetch } from './provider-fetch.ts';

/** What a provider says of itself is read anew after an hour; without an answer the last one counts for a day. */
const FRESH_MS = 3_600_000;
const MAX_AGE_MS = 24 * 3_600_000;
/** Between two attempts to read it anew while the last one counts. */
const RETRY_MS = 60_000;
/** How far clocks may be apart. */
export const CLOCK_TOLERANCE_SECONDS = 60;

/** A provider, and how to speak to it. */
export interface ProviderClient {
  settings: ProviderSettings;
  configuration: client.Configuration;
  /** As it names itself in tokens. */
  issuer: string;
  /** The keys that sign its tokens, for those that the library does not check. */
  keys: JWTVerifyGetKey | undefined;
}

interface Known {
  client: ProviderClient;
  readAt: number;
  triedAt: number;
}

/** The providers of the environment. Each is asked about itself when it is first needed: a start waits for none. */
@Injectable()
export class ProviderClients {
  private readonly known = new Map<string, Known>();
  private readonly reading = new Map<string, Promise<ProviderClient>>();
  private readonly clocks = new Map<string, number>();

  constructor(
    private readonly config: Config,
    private readonly outbound: OutboundService,
  ) {}

  get all(): readonly ProviderSettings[] {
    return this.config.providers;
  }

  find(id: string): ProviderSettings | undefined {
    return this.config.providers.find((provider) => provider.id === id);
  }

  /** @throws Problem `not_found` */
  settingsOf(id: string): ProviderSettings {
    const settings = this.find(id);
    if (!settings) throw new Problem('not_found', 'There is no such provider here');
    return settings;
  }

  /** Where the provider sends people back to: always below PUBLIC_URL, whatever address a request came by. */
  redirectUri({ id }: ProviderSettings): string {
    return `${this.config.publicUrl}/api/v1/auth/oidc/${id}/callback`;
  }

  /** How far the clock of a provider is ahead, in seconds; null before it has answered. */
  clockOf({ id }: ProviderSettings): number | null {
    return this.clocks.get(id) ?? null;
  }

  /** @throws ProviderFailure `provider_unavailable`, or for a provider that says of itself what cannot be */
  async of(settings: ProviderSettings): Promise<ProviderClient> {
    const { id } = settings;
    const known = this.known.get(id);
    const now = Date.now();
    if (known && (now - known.readAt < FRESH_MS || now - known.triedAt < RETRY_MS)) return known.client;
    if (known) known.triedAt = now;
    try {
      return await this.read(settings);
    } catch (error) {
      if (known && now - known.readAt < MAX_AGE_MS) return known.client;
      throw error;
    }
  }

  /** Asks the provider now. @throws ProviderFailure */
  read(settings: ProviderSettings): Promise<ProviderClient> {
    const { id } = settings;
    const reading = this.reading.get(id) ?? this.discover(settings).finally(() => this.reading.delete(id));
    this.reading.set(id, reading);
    return reading;
  }

  private async discover(settings: ProviderSettings): Promise<ProviderClient> {
    const { id, issuer, clientId, clientSecret, idTokenAlgorithm } = settings;
    const address = new URL(issuer);
    const ask = providerFetch(this.outbound, address, (ahead) => this.clocks.set(id, ahead));
    const isInsecure = isLoopback(address);
    try {
      const configuration = await client.discovery(
        address,
        clientId,
        {
          [client.clockTolerance]: CLOCK_TOLERANCE_SECONDS,
          ...(idTokenAlgorithm && { id_token_signed_response_alg: idTokenAlgorithm }),
        },
        clientAuthentication(settings, clientSecret),
        {
          [client.customFetch]: ask,
          timeout: PROVIDER_TIMEOUT_MS / 1000,
          // Without it the library takes the word of the connection for the signature of an ID token.
          execute: [client.enableNonRepudiationChecks, ...(isInsecure ? [client.allowInsecureRequests] : [])],
        },
      );
      configuration[client.customFetch] = ask;
      configuration.timeout = PROVIDER_TIMEOUT_MS / 1000;
      const found = { settings, configuration, ...trusted(configuration, ask) };
      this.known.set(id, { client: found, readAt: Date.now(), triedAt: Date.now() });
      return found;
    } catch (error) {
      throw failureToDescribe(error);
    }
  }
}

/** A provider says of itself what cannot be: whatever the library makes of that, it is no fault of this server. */
function failureToDescribe(error: unknown): ProviderFailure {
  const failure = providerFailureOf(error);
  if (failure instanceof ProviderFailure) return failure;
  return new ProviderFailure('sign_in_failed', 'answer_refused', (error as Error).message);
}

function clientAuthentication({ clientAuth }: ProviderSettings, secret: string | undefined): client.ClientAuth {
  if (secret === undefined) return client.None();
  return clientAuth === 'post' ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret);
}

function trusted(configuration: client.Configuration, ask: client.CustomFetch) {
  const { issuer, jwks_uri: address } = configuration.serverMetadata();
  const keys =
    address === undefined
      ? undefined
      : createRemoteJWKSet(new URL(address), {
          timeoutDuration: PROVIDER_TIMEOUT_MS,
          cooldownDuration: CLOCK_TOLERANCE_SECONDS * 1000,
          [keyFetch]: (url, { headers, method, signal }) =>
            ask(url, {
              headers: Object.fromEntries(new Headers(headers)),
              method,
              body: null,
              redirect: 'manual',
              signal,
            }),
        });
  return { issuer, keys };
}
