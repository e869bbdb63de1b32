import { inject, Injectable } from '@angular/core';
import type {
  AdministeredBotPage,
  AdministeredHook,
  AdministeredHookPage,
  FindAdministeredBots,
  FindAdministeredHooks,
} from '@api/integrations/administration/integrations-administration.dto.ts';
import { Api } from '../../api/api.ts';

export interface HookFilter {
  q: string;
  show: FindAdministeredHooks['show'];
}

export interface BotFilter {
  q: string;
  show: FindAdministeredBots['show'];
}

/** Programs of the whole server, in rooms that an administrator need not be in. */
@Injectable({ providedIn: 'root' })
export class IntegrationsAdminApi {
  private readonly api = inject(Api);

  hooks({ q, show }: HookFilter, cursor?: string): Promise<AdministeredHookPage> {
    return this.api.get<AdministeredHookPage>('/admin/hooks', { q, show, cursor });
  }

  disableHook(id: string, disabled: boolean): Promise<AdministeredHook> {
    return this.api.patch<AdministeredHook>(`/admin/hooks/${id}`, { disabled });
  }

  removeHook(id: string): Promise<void> {
    return this.api.delete(`/admin/hooks/${id}`);
  }

  bots({ q, show }: BotFilter, cursor?: string): Promise<AdministeredBotPage> {
    return this.api.get<AdministeredBotPage>('/admin/bots', { q, show, cursor });
  }
}
