import type { ServerSettings, StoredSettings } from '../common/settings/server-settings.ts';
import type { ServerSettingValues } from '../common/settings/server-setting-values.ts';
import { settingNames } from '../common/settings/setting-rules.ts';
import type { UserSummary } from '../users/users.dto.ts';
import type { SettingEntity } from './setting.entity.ts';
import type { Settings, SettingValues } from './settings.dto.ts';

/** The settings for administrators: what counts, what would count without changes, who has changed what. */
export function settingsView(
  settings: ServerSettings,
  rows: SettingEntity[],
  people: ReadonlyMap<string, UserSummary>,
): Settings {
  const values = settings.merged(storedIn(rows));
  return {
    values: editable(values),
    defaults: editable(settings.merged(new Map())),
    logoUrl: logoUrl(values),
    locked: settingNames.flatMap((setting) => {
      const variable = settings.variableOf(setting);
      return variable === undefined ? [] : [{ setting, variable }];
    }),
    changes: rows.map(({ key, changedAt, changedBy }) => ({
      setting: key,
      at: changedAt.toISOString(),
      by: (changedBy && people.get(changedBy)) || null,
    })),
  };
}

export const storedIn = (rows: Pick<SettingEntity, 'key' | 'value'>[]): StoredSettings =>
  new Map(rows.map(({ key, value }) => [key, value]));

export const logoUrl = ({ logo }: Readonly<ServerSettingValues>): string | null => logo && `/api/v1/avatars/${logo}`;

/** The logo is shown by its URL. */
const editable = (values: ServerSettingValues): SettingValues =>
  Object.fromEntries(
    settingNames.filter((name) => name !== 'logo').map((name) => [name, values[name]]),
  ) as unknown as SettingValues;
