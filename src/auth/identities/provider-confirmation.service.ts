import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import { SessionProofs } from '../sessions/session-proofs.ts';
import { IdentitiesRepository } from './identities.repository.ts';
import type { ProviderPerson } from '../providers/provider-claims.ts';
import { ProviderFailure } from '../providers/provider-failure.ts';

/** Confirms, by signing in anew at a provider, that it is still the person of a session. */
@Injectable()
export class ProviderConfirmationService {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly proofs: SessionProofs,
    private readonly audit: AuditService,
  ) {}

  /** @throws ProviderFailure for another person */
  async confirm(
    settings: ProviderSettings,
    { userId, sessionId }: { userId: string; sessionId: string },
    person: ProviderPerson,
  ): Promise<void> {
    const identity = await this.identities.bySubject(person);
    if (identity?.userId !== userId)
      throw new ProviderFailure('sign_in_failed', 'another_person', 'Another person has signed in there', userId);
    await this.proofs.prove(sessionId);
    const detail = { by: settings.id };
    await this.audit.record('confirmed', { actorId: userId, targetId: userId, detail });
  }
}
