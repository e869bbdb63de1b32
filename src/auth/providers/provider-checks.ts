import { Injectable } from '@nestjs/common';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import { CLOCK_TOLERANCE_SECONDS, ProviderClients } from './provider-clients.ts';
import { ProviderFailure } from './provider-failure.ts';
import type { ProviderStateEntity } from './provider-state.entity.ts';
import { ProviderStates } from './provider-states.ts';

/** Asks the providers about themselves, for administrators and the operator of the machine. */
@Injectable()
export class ProviderChecks {
  constructor(
    private readonly clients: ProviderClients,
    private readonly states: ProviderStates,
  ) {}

  /** In the order of their buttons, at once. */
  all() {
    return Promise.all(this.clients.all.map((settings) => this.statusOf(settings)));
  }

  /** @throws Problem `not_found` */
  async check(id: string) {
    return this.statusOf(this.clients.settingsOf(id));
  }

  /** A line for each provider. */
  async lines(): Promise<{ lines: string[]; isFine: boolean }> {
    const checked = await Promise.all(
      this.clients.all.map(async (settings) => ({ settings, failure: await this.failureOf(settings) })),
    );
    const lines = checked.map(({ settings, failure }) => `${settings.id}: ${failure ?? this.fineLine(settings)}`);
    return { lines, isFine: checked.every(({ failure }) => failure === undefined) };
  }

  private async statusOf(settings: ProviderSettings) {
    const { id, name } = settings;
    const failure = await this.unreachable(settings);
    if (failure) await this.states.failed(settings, failure);
    const state = (await this.states.all()).find(({ provider }) => provider === id);
    return {
      id,
      name,
      reachable: failure === undefined,
      lastSuccessAt: state?.lastSuccessAt?.toISOString() ?? null,
      lastFailure: lastFailureOf(state),
      clockDifferenceSeconds: this.clients.clockOf(settings) ?? state?.clockDifferenceSeconds ?? null,
      lastLogoutAt: state?.lastLogoutAt?.toISOString() ?? null,
    };
  }

  private async unreachable(settings: ProviderSettings): Promise<ProviderFailure | undefined> {
    try {
      await this.clients.read(settings);
      return undefined;
    } catch (error) {
      if (error instanceof ProviderFailure) return error;
      throw error;
    }
  }

  private async failureOf(settings: ProviderSettings): Promise<string | undefined> {
    const failure = await this.unreachable(settings);
    if (failure) return `${failure.code}: ${failure.message}`;
    const ahead = this.clients.clockOf(settings) ?? 0;
    return Math.abs(ahead) > CLOCK_TOLERANCE_SECONDS
      ? `clock_skew: its clock is ${Math.abs(ahead)} seconds ${ahead > 0 ? 'ahead' : 'behind'}`
      : undefined;
  }

  private fineLine(settings: ProviderSettings): string {
    return `answers as ${settings.issuer}; register ${this.clients.redirectUri(settings)} there`;
  }
}

function lastFailureOf(state: ProviderStateEntity | undefined) {
  if (!state?.lastFailureAt) return null;
  return {
    at: state.lastFailureAt.toISOString(),
    code: state.lastFailureCode ?? '',
    detail: state.lastFailureDetail ?? '',
  };
}
