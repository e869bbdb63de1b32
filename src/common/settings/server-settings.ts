import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { limits } from '../../shared/limits.ts';
import { Config } from '../config.ts';
import type { ServerSettingName, ServerSettingValues } from './server-setting-values.ts';
import { settingNames, settingRules } from './setting-rules.ts';
import { TrustedNetworks } from './trusted-networks.ts';

const MB = 1_000_000;

/** Values as they are stored, of settings that were changed. */
export type StoredSettings = ReadonlyMap<string, unknown>;

/**
 * The settings of the server as this process knows them, in memory: reading one costs nothing. `settings` keeps them up to
 * date. A variable of the environment has precedence over what was stored.
 */
@Injectable()
export class ServerSettings {
  private current: ServerSettingValues;
  private trusted = new TrustedNetworks([]);
  private known = false;

  constructor(private readonly config: Config) {
    this.current = this.merged(new Map());
  }

  get values(): Readonly<ServerSettingValues> {
    return this.current;
  }

  /** False until the database was read for the first time: nobody is let in by a default that was changed. */
  get isLoaded(): boolean {
    return this.known;
  }

  /** The variable that fixes a setting. */
  variableOf(name: ServerSettingName): string | undefined {
    const { variable } = settingRules[name];
    return variable !== undefined && this.config.isGiven(variable) ? variable : undefined;
  }

  /** The value without a change. */
  usual<Name extends ServerSettingName>(name: Name): ServerSettingValues[Name] {
    return settingRules[name].usual(this.config);
  }

  /** What counts when these are stored. A stored value that is not right, as of another version, does not count. */
  merged(stored: StoredSettings): ServerSettingValues {
    const entries = settingNames.map((name) => {
      const value = stored.get(name);
      const counts = value !== undefined && !this.variableOf(name) && !settingRules[name].problem(value);
      return [name, counts ? value : this.usual(name)] as const;
    });
    return Object.fromEntries(entries) as unknown as ServerSettingValues;
  }

  /** @returns whether anything has changed */
  use(stored: StoredSettings): boolean {
    this.known = true;
    const values = this.merged(stored);
    if (isDeepStrictEqual(values, this.current)) return false;
    this.current = values;
    this.trusted = new TrustedNetworks(values.trustedNetworks);
    limits.messageBody = values.messageLength;
    limits.file = values.fileSize * MB;
    limits.storagePerPerson = values.uploadQuota * MB;
    return true;
  }

  /** Whether the people behind an address are not counted by it. */
  isTrusted(address: string): boolean {
    return this.trusted.has(address);
  }
}
