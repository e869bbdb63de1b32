import { Injectable, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { AuditService } from '../../audit/audit.service.ts';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import { type Admission, AdmissionService } from '../admission/admission.service.ts';
import { SessionCookies } from '../sessions/session-cookies.ts';
import { ProviderFailure, type SignInProblem } from './provider-failure.ts';
import type { ProviderFlow } from './provider-flows.ts';
import { ProviderStates } from './provider-states.ts';

const SECOND_STEPS = {
  second_factor_required: '/sign-in/second-factor',
  second_factor_setup_required: '/sign-in/second-factor/setup',
};

/** A page of this site that says it in words. */
export const signInFailed = (problem: SignInProblem = 'sign_in_failed', provider?: string): string =>
  `/sign-in?${new URLSearchParams({ problem, ...(provider && { provider }) }).toString()}`;

function withProblem(path: string, problem: Record<string, string>): string {
  const { pathname, searchParams, hash } = new URL(path, 'http://localhost');
  for (const [name, value] of Object.entries(problem)) searchParams.set(name, value);
  return `${pathname}?${searchParams.toString()}${hash}`;
}

/** Where people go after a provider has sent them back, and what of it is kept. */
@Injectable()
export class ProviderOutcomes {
  private readonly logger = new Logger(ProviderOutcomes.name);

  constructor(
    private readonly admission: AdmissionService,
    private readonly cookies: SessionCookies,
    private readonly states: ProviderStates,
    private readonly audit: AuditService,
  ) {}

  /** With the cookies of the session, or with the ticket of a second factor in the fragment, which no log has. */
  async enter(response: Response, settings: ProviderSettings, admission: Admission, next: string): Promise<string> {
    await this.states.succeeded(settings);
    const after = new URLSearchParams({ next }).toString();
    if ('missing' in admission) {
      const { code, secondFactor } = admission.missing;
      return `${SECOND_STEPS[code]}?${after}#ticket=${secondFactor.ticket}&methods=${secondFactor.methods.join(',')}`;
    }
    this.cookies.set(response, this.admission.complete(admission));
    return `/entered?${after}`;
  }

  /** To the page that was asked for, where the session stays as it is. */
  async goOn(settings: ProviderSettings, { next }: ProviderFlow): Promise<string> {
    await this.states.succeeded(settings);
    return next;
  }

  /** For administrators in the provider's words, for others in few. What is no fault of the provider is logged. */
  async fail(settings: ProviderSettings, flow: ProviderFlow, error: unknown): Promise<string> {
    const isExpected = error instanceof ProviderFailure;
    if (isExpected) await this.record(settings, flow, error);
    else this.logger.error(error);
    const problem = isExpected ? error.problem : 'sign_in_failed';
    return flow.purpose === 'sign-in'
      ? signInFailed(problem, settings.id)
      : withProblem(flow.next, { problem, provider: settings.id });
  }

  private async record(settings: ProviderSettings, { purpose }: ProviderFlow, failure: ProviderFailure): Promise<void> {
    await this.states.failed(settings, failure);
    if (purpose !== 'sign-in') return;
    const detail = { by: settings.id, why: failure.code };
    await this.audit.record('login_failed', { ...(failure.userId && { targetId: failure.userId }), detail });
  }
}
