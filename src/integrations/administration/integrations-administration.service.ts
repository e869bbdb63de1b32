import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { cursorKeys, page } from '../../common/page.ts';
import { Problem } from '../../common/problem.ts';
import { mayManageIntegrations } from '../../shared/admin.policy.ts';
import type { HookEntity } from '../hooks/hook.entity.ts';
import { HooksRepository } from '../hooks/hooks.repository.ts';
import { HooksService } from '../hooks/hooks.service.ts';
import { AdministeredBotsRepository } from './administered-bots.repository.ts';
import { AdministeredHooksRepository } from './administered-hooks.repository.ts';
import type {
  AdministeredBotPage,
  AdministeredHook,
  AdministeredHookPage,
  ChangeAdministeredHook,
  FindAdministeredBots,
  FindAdministeredHooks,
} from './integrations-administration.dto.ts';

const unknownHook = () => new Problem('not_found', 'There is no such hook');

/** The programs of the whole server for administrators, who end them and get no address or token of them. */
@Injectable()
export class IntegrationsAdministrationService {
  constructor(
    private readonly administeredHooks: AdministeredHooksRepository,
    private readonly administeredBots: AdministeredBotsRepository,
    private readonly hooks: HooksService,
    private readonly repository: HooksRepository,
  ) {}

  async listHooks(caller: Caller, query: FindAdministeredHooks): Promise<AdministeredHookPage> {
    assertAllowed(caller);
    const { limit = 50, cursor } = query;
    const rows = await this.administeredHooks.find(query, limit, cursorKeys(cursor, ['text', 'id'], ['', '']));
    return page(rows, limit, ({ name, id }) => [name, id]);
  }

  async listBots(caller: Caller, query: FindAdministeredBots): Promise<AdministeredBotPage> {
    assertAllowed(caller);
    const { limit = 50, cursor } = query;
    const rows = await this.administeredBots.find(query, limit, cursorKeys(cursor, ['text', 'id'], ['', '']));
    return page(rows, limit, ({ displayName, id }) => [displayName, id]);
  }

  /** @throws Problem `forbidden`, `not_found` */
  async changeHook(caller: Caller, hookId: string, change: ChangeAdministeredHook): Promise<AdministeredHook> {
    await this.hooks.apply(caller, await this.findHook(caller, hookId), change);
    const hook = await this.administeredHooks.one(hookId);
    if (!hook) throw unknownHook();
    return hook;
  }

  /** @throws Problem `forbidden`, `not_found` */
  async removeHook(caller: Caller, hookId: string): Promise<void> {
    await this.hooks.end(caller, await this.findHook(caller, hookId));
  }

  private async findHook(caller: Caller, hookId: string): Promise<HookEntity> {
    assertAllowed(caller);
    const hook = await this.repository.byId(hookId);
    if (!hook) throw unknownHook();
    return hook;
  }
}

function assertAllowed({ role }: Caller): void {
  if (!mayManageIntegrations(role)) throw new Problem('forbidden');
}
