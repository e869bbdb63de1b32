import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import type { Caller } from '../common/caller.ts';
import { Database, type Tx } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { canonicalDomain } from '../common/settings/mail-domains.ts';
import type { ServerSettingName, ServerSettingValues } from '../common/settings/server-setting-values.ts';
import { ServerSettings } from '../common/settings/server-settings.ts';
import { combinationProblem } from '../common/settings/setting-rules.ts';
import { mayManageServer } from '../shared/admin.policy.ts';
import type { UpdateSettings } from './settings.dto.ts';
import { SettingsRepository } from './settings.repository.ts';
import { storedIn } from './settings.view.ts';

/** A change; null gives a setting its default. */
export type SettingsPatch = Partial<Record<ServerSettingName, unknown>>;

/** Changes the settings of the server, each with an entry in the audit log. */
@Injectable()
export class SettingsService {
  constructor(
    private readonly repository: SettingsRepository,
    private readonly settings: ServerSettings,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /**
   * Call `SettingsLoader.announce` afterwards.
   * @throws Problem `forbidden`, `set_by_variable` or, for settings that are wrong together, `invalid_input`
   */
  async update(caller: Caller, changes: UpdateSettings): Promise<void> {
    const { registrationDomains, trustedNetworks } = changes;
    await this.apply(caller, {
      ...changes,
      ...(registrationDomains && { registrationDomains: unique(registrationDomains.map(canonicalDomain)) }),
      ...(trustedNetworks && { trustedNetworks: unique(trustedNetworks) }),
    });
  }

  /** @param prepare work of the same transaction */
  async apply(caller: Caller, patch: SettingsPatch, prepare?: (tx: Tx) => Promise<void>): Promise<void> {
    if (!mayManageServer(caller.role)) throw new Problem('forbidden');
    const names = Object.keys(patch).filter((name) => patch[name as ServerSettingName] !== undefined);
    this.assertNotLocked(names as ServerSettingName[]);
    await this.database.transaction(async (tx) => {
      const stored = storedIn(await this.repository.lockAll(tx));
      const before = this.settings.merged(stored);
      const after = this.settings.merged(patched(stored, patch));
      const fields = combinationProblem(after);
      if (fields) throw new Problem('invalid_input', undefined, fields);
      await prepare?.(tx);
      for (const name of names as ServerSettingName[])
        if (!isDeepStrictEqual(before[name], after[name])) await this.write(tx, caller, name, { before, after });
    });
  }

  private assertNotLocked(names: ServerSettingName[]): void {
    const fields = names.flatMap((name) => {
      const variable = this.settings.variableOf(name);
      return variable === undefined ? [] : [[name, [`is set by ${variable}`]] as [string, string[]]];
    });
    if (fields.length) throw new Problem('set_by_variable', undefined, Object.fromEntries(fields));
  }

  /** A value that is the default is not stored: it follows the default of a later version. */
  private async write(
    tx: Tx,
    { userId }: Caller,
    name: ServerSettingName,
    { before, after }: Record<'before' | 'after', ServerSettingValues>,
  ): Promise<void> {
    const value = after[name];
    if (isDeepStrictEqual(value, this.settings.usual(name))) await this.repository.remove(tx, name);
    else await this.repository.set(tx, name, value, userId);
    const detail = { setting: name, from: inWords(before[name]), to: inWords(value) };
    await this.audit.record('setting_changed', { actorId: userId, detail }, tx);
  }
}

function patched(stored: ReadonlyMap<string, unknown>, patch: SettingsPatch): Map<string, unknown> {
  const after = new Map(stored);
  for (const [name, value] of Object.entries(patch))
    if (value === null) after.delete(name);
    else if (value !== undefined) after.set(name, value);
  return after;
}

const unique = (entries: string[]): string[] => [...new Set(entries.map((entry) => entry.trim()))];

const inWords = (value: ServerSettingValues[ServerSettingName]): string =>
  value === null ? '' : Array.isArray(value) ? value.join(', ') : String(value);
