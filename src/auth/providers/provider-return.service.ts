import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { SignInDevice } from '../sessions/session-tokens.ts';
import { ProviderAnswers } from './provider-answers.ts';
import { ProviderClients } from './provider-clients.ts';
import { ProviderDestinations } from './provider-destinations.ts';
import { flowParts, ProviderFlows } from './provider-flows.ts';
import { ProviderOutcomes, signInFailed } from './provider-outcomes.ts';

/** What the provider's page has sent a browser back with. */
export interface ProviderReturn {
  /** From the path. */
  provider: string;
  query: URLSearchParams;
  /** From the cookie. */
  secret: string | undefined;
}

/** Takes people back from a provider. */
@Injectable()
export class ProviderReturnService {
  constructor(
    private readonly flows: ProviderFlows,
    private readonly clients: ProviderClients,
    private readonly answers: ProviderAnswers,
    private readonly destinations: ProviderDestinations,
    private readonly outcomes: ProviderOutcomes,
  ) {}

  /**
   * Never throws for what a provider or a stranger has sent.
   * @param response takes the cookies of the session
   * @returns the path to go on to
   */
  async take(response: Response, { provider, query, secret }: ProviderReturn, device: SignInDevice): Promise<string> {
    const settings = this.clients.find(provider);
    const flow = secret === undefined ? undefined : await this.flows.take(secret);
    // Of another browser, of another provider, used or too old: the code goes to nobody.
    if (!settings || secret === undefined || flow?.provider !== provider || !isAnswerTo(secret, query))
      return signInFailed();
    try {
      const answer = await this.answers.exchange(settings, query, secret, flow.purpose === 'confirm');
      return await this.destinations.reach(response, settings, flow, answer, device);
    } catch (error) {
      return this.outcomes.fail(settings, flow, error);
    }
  }
}

/** The library compares it too, after it has read the rest. */
const isAnswerTo = (secret: string, query: URLSearchParams): boolean => {
  const states = query.getAll('state');
  return states.length === 1 && states[0] === flowParts(secret).state;
};
