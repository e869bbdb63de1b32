import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { ServerSettings } from '../common/settings/server-settings.ts';
import { mayManageServer } from '../shared/admin.policy.ts';
import { summaryOf } from '../users/user.view.ts';
import { UsersRepository } from '../users/users.repository.ts';
import type { Settings } from './settings.dto.ts';
import { SettingsRepository } from './settings.repository.ts';
import { settingsView } from './settings.view.ts';

/** Shows administrators the settings as the database has them. */
@Injectable()
export class SettingsQueryService {
  constructor(
    private readonly repository: SettingsRepository,
    private readonly settings: ServerSettings,
    private readonly users: UsersRepository,
  ) {}

  async show(caller: Caller): Promise<Settings> {
    if (!mayManageServer(caller.role)) throw new Problem('forbidden');
    const rows = await this.repository.all();
    const ids = rows.map(({ changedBy }) => changedBy).filter((id) => id !== null);
    const people = (await this.users.byIds([...new Set(ids)])).map((user) => [user.id, summaryOf(user)] as const);
    return settingsView(this.settings, rows, new Map(people));
  }
}
