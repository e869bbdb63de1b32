import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import type { IdentityEntity } from './identity.entity.ts';
import type { Identity } from './identity.dto.ts';
import { IdentitiesRepository } from './identities.repository.ts';
import { ProviderClients } from '../providers/provider-clients.ts';

/** The accounts at providers that sign a person in. */
@Injectable()
export class IdentitiesReader {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly providers: ProviderClients,
  ) {}

  /** Those of providers that sign in here now. */
  async usable(userId: string, tx?: Tx): Promise<IdentityEntity[]> {
    return (await this.identities.of(userId, tx)).filter(({ provider }) => this.providers.find(provider));
  }

  /** Oldest first. */
  async of(userId: string, tx?: Tx): Promise<Identity[]> {
    const rows = await this.identities.of(userId, tx);
    return rows.map(({ id, provider, email, createdAt, lastUsedAt }) => ({
      id,
      provider,
      name: this.providers.find(provider)?.name ?? provider,
      email,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    }));
  }
}
