import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import type { StartAtProvider } from './oidc.dto.ts';
import { ProviderAnswers } from './provider-answers.ts';
import { ProviderClients } from './provider-clients.ts';
import { ProviderFailure } from './provider-failure.ts';
import { ProviderFlows } from './provider-flows.ts';
import { ProviderStartAccess } from './provider-start-access.ts';
import { ProviderStates } from './provider-states.ts';

/** Sends people to a provider. */
@Injectable()
export class ProviderStartService {
  constructor(
    private readonly clients: ProviderClients,
    private readonly flows: ProviderFlows,
    private readonly answers: ProviderAnswers,
    private readonly states: ProviderStates,
    private readonly access: ProviderStartAccess,
  ) {}

  /** @throws Problem `not_found`, `provider_unavailable`, `too_many_requests`, or as `ProviderStartAccess` */
  async start(id: string, { next, purpose = 'sign-in' }: StartAtProvider, ip: string, caller?: Caller) {
    const settings = this.clients.settingsOf(id);
    await this.access.assertMayStart(purpose, caller);
    await this.access.takeAttempt(ip);
    await this.assertReachable(settings);
    const { userId = null, sessionId = null } = purpose === 'sign-in' ? {} : (caller ?? {});
    const secret = await this.flows.begin({ provider: id, purpose, userId, sessionId }, next);
    return { secret, url: await this.answers.pageFor(settings, secret, purpose === 'confirm') };
  }

  /** Before anything is stored: a provider that is away may be asked for again and again. */
  private async assertReachable(settings: ProviderSettings): Promise<void> {
    try {
      await this.clients.of(settings);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      await this.states.failed(settings, error);
      throw new Problem('provider_unavailable');
    }
  }
}
