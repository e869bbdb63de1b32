import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import { ProviderClients } from '../providers/provider-clients.ts';
import { ProviderFailure } from '../providers/provider-failure.ts';
import { ProviderLogoutService } from './provider-logout.service.ts';
import { ProviderStates } from '../providers/provider-states.ts';

/** Takes what providers say about logouts, and tells administrators of what was refused. */
@Injectable()
export class ProviderLogouts {
  constructor(
    private readonly clients: ProviderClients,
    private readonly logout: ProviderLogoutService,
    private readonly states: ProviderStates,
    private readonly limits: RateLimits,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem `not_found`, `invalid_token` or `provider_unavailable` */
  async take(id: string, token: unknown, ip: string): Promise<void> {
    const settings = this.clients.settingsOf(id);
    try {
      await this.logout.logOut(settings, token);
      await this.states.loggedOut(settings);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      await this.refuse(settings, error, ip);
    }
  }

  /** Anybody may send nonsense: beyond some an hour it is not recorded. What is signed is looked at in any case. */
  private async refuse(settings: ProviderSettings, failure: ProviderFailure, ip: string): Promise<never> {
    await this.states.failed(settings, failure);
    if (failure.problem === 'provider_unavailable') throw new Problem('provider_unavailable');
    if (await this.isRecorded(ip)) {
      const detail = { provider: settings.id, why: failure.message };
      await this.audit.record('idp_logout_refused', { detail });
    }
    throw new Problem('invalid_token', failure.message);
  }

  private async isRecorded(ip: string): Promise<boolean> {
    try {
      await this.limits.take('logoutRefused', ip);
      return true;
    } catch (error) {
      if (error instanceof Problem && error.status === 429) return false;
      throw error;
    }
  }
}
