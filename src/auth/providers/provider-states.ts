import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import { ProviderClients } from './provider-clients.ts';
import type { ProviderFailure } from './provider-failure.ts';
import { ProviderStateEntity } from './provider-state.entity.ts';

/** How signing in through each provider went of late, for administrators. */
@Injectable()
export class ProviderStates {
  constructor(
    private readonly clients: ProviderClients,
    private readonly database: Database,
  ) {}

  all(): Promise<ProviderStateEntity[]> {
    return this.database.source.manager.find(ProviderStateEntity);
  }

  succeeded(settings: ProviderSettings): Promise<void> {
    return this.save(settings, { lastSuccessAt: new Date() });
  }

  failed(settings: ProviderSettings, { code, message }: ProviderFailure): Promise<void> {
    return this.save(settings, { lastFailureAt: new Date(), lastFailureCode: code, lastFailureDetail: message });
  }

  loggedOut(settings: ProviderSettings): Promise<void> {
    return this.save(settings, { lastLogoutAt: new Date() });
  }

  private async save(settings: ProviderSettings, change: Partial<ProviderStateEntity>): Promise<void> {
    const clock = this.clients.clockOf(settings);
    const row = { provider: settings.id, ...change, ...(clock !== null && { clockDifferenceSeconds: clock }) };
    await this.database.source.manager.upsert(ProviderStateEntity, row, ['provider']);
  }
}
