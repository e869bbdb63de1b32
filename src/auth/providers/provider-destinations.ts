import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import type { SignInDevice } from '../sessions/session-tokens.ts';
import { SessionsRepository } from '../sessions/sessions.repository.ts';
import type { ProviderAnswer } from './provider-answers.ts';
import { ProviderConfirmationService } from '../identities/provider-confirmation.service.ts';
import { ProviderConnectionService } from '../identities/provider-connection.service.ts';
import { ProviderFailure } from './provider-failure.ts';
import type { ProviderFlow } from './provider-flows.ts';
import { ProviderOutcomes } from './provider-outcomes.ts';
import { ProviderSignInService } from './provider-sign-in.service.ts';

/** Does what a person has gone to a provider for. */
@Injectable()
export class ProviderDestinations {
  constructor(
    private readonly signIns: ProviderSignInService,
    private readonly connections: ProviderConnectionService,
    private readonly confirmations: ProviderConfirmationService,
    private readonly sessions: SessionsRepository,
    private readonly outcomes: ProviderOutcomes,
  ) {}

  /** @returns the path to go on to @throws ProviderFailure */
  async reach(
    response: Response,
    settings: ProviderSettings,
    flow: ProviderFlow,
    answer: ProviderAnswer,
    device: SignInDevice,
  ): Promise<string> {
    if (flow.purpose === 'sign-in') {
      const admission = await this.signIns.signIn(settings, answer, device);
      return this.outcomes.enter(response, settings, admission, flow.next);
    }
    const session = await this.liveSessionOf(flow);
    if (flow.purpose === 'connect') await this.connections.connect(settings, session.userId, answer.person);
    else await this.confirmations.confirm(settings, session, answer.person);
    return this.outcomes.goOn(settings, flow);
  }

  /** It may have ended while its person was at the provider. */
  private async liveSessionOf({ userId, sessionId }: ProviderFlow): Promise<{ userId: string; sessionId: string }> {
    if (userId && sessionId && (await this.sessions.rightsIn(sessionId, userId))) return { userId, sessionId };
    throw new ProviderFailure('sign_in_failed', 'session_ended', 'The session has ended meanwhile');
  }
}
