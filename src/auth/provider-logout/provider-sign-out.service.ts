import { Injectable } from '@nestjs/common';
import { buildEndSessionUrl } from 'openid-client';
import { Config } from '../../common/config.ts';
import { sessionIdOf } from '../sessions/session-tokens.ts';
import { ProviderClients } from '../providers/provider-clients.ts';
import { ProviderFailure } from '../providers/provider-failure.ts';
import { ProviderSessionsRepository } from './provider-sessions.repository.ts';
import { SealedIdTokens } from './sealed-id-tokens.ts';

/** Signs people out at the provider where a session began (OpenID Connect RP-Initiated Logout 1.0). */
@Injectable()
export class ProviderSignOutService {
  constructor(
    private readonly sessions: ProviderSessionsRepository,
    private readonly clients: ProviderClients,
    private readonly idTokens: SealedIdTokens,
    private readonly config: Config,
  ) {}

  /**
   * Call it before the session ends. Undefined for a session that began here, a provider that has no such page, or one that
   * does not answer: signing out here waits for nobody.
   */
  async pageFor(refreshToken: string): Promise<string | undefined> {
    const found = await this.sessions.signedInAt(sessionIdOf(refreshToken)).catch(() => undefined);
    const settings = found && this.clients.find(found.provider);
    if (!settings) return undefined;
    const hint = found.idToken && this.idTokens.open(found.identityId, found.idToken);
    try {
      const { configuration } = await this.clients.of(settings);
      if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
      return buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: `${this.config.publicUrl}/sign-in`,
        ...(hint && { id_token_hint: hint }),
      }).href;
    } catch (error) {
      if (error instanceof ProviderFailure) return undefined;
      throw error;
    }
  }
}
