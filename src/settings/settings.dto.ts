import { applyDecorators } from '@nestjs/common';
import { IsOptional, ValidateBy } from 'class-validator';
import type {
  RegistrationMode,
  ServerSettingName,
  ServerSettingValues,
} from '../common/settings/server-setting-values.ts';
import { settingRules } from '../common/settings/setting-rules.ts';
import { UserSummary } from '../users/users.dto.ts';

/** The logo is a file, with endpoints of its own. */
export type EditableSetting = Exclude<ServerSettingName, 'logo'>;
type EditableValues = Pick<ServerSettingValues, EditableSetting>;

/** A value of the setting with the name of the property; null for its default. */
const SettingValue = (name: EditableSetting) =>
  applyDecorators(
    IsOptional(),
    ValidateBy({
      name: 'setting',
      validator: {
        validate: (value) => !settingRules[name].problem(value),
        defaultMessage: (args) => settingRules[name].problem(args?.value) ?? '',
      },
    }),
  );

/** The settings of the server. */
export class SettingValues implements EditableValues {
  registration: RegistrationMode;
  /**
   * For `domains`: who has an address at one of them may register. A domain is itself alone, `*.example.org` all below it.
   * @example ['example.org', '*.example.org']
   */
  registrationDomains: string[];
  guestAccess: boolean;
  /** Empty for "Parley". */
  serverName: string;
  /** @example '#1d5d50' */
  accentColor: string | null;
  /** @example 'Parley <parley@example.org>' */
  mailSender: string;
  /** Characters. */
  messageLength: number;
  /** Megabytes, as the next two. */
  fileSize: number;
  /** Of all files of a person. */
  uploadQuota: number;
  /** Of all files; null for no bound. */
  totalQuota: number | null;
  /** Days that sessions which have ended are kept, as the next two. */
  sessionRetention: number;
  mailRetention: number;
  /** 0: for ever. */
  auditRetention: number;
  /** Hours. */
  unsentFileRetention: number;
  /** Within an hour. */
  registrationsPerAddress: number;
  /** Within an hour. */
  guestsPerAddress: number;
  /** Within a minute. */
  loginsPerAddress: number;
  /**
   * Networks whose people are not counted by address when they register, sign in or enter as guests.
   * @example ['203.0.113.0/24']
   */
  trustedNetworks: string[];
}

/** A setting that cannot be changed here. */
export class LockedSetting {
  setting: string;
  /** The variable of the environment that fixes it. */
  variable: string;
}

/** The last change of a setting. */
export class SettingChange {
  setting: string;
  at: string;
  by: UserSummary | null;
}

export class Settings {
  values: SettingValues;
  /** What counts without a change. */
  defaults: SettingValues;
  /** The picture of the server; null for none. */
  logoUrl: string | null;
  locked: LockedSetting[];
  /** Of settings that differ from their default. */
  changes: SettingChange[];
}

/** What is left out stays; null gives a setting its default. */
export class UpdateSettings implements Partial<{ [Name in EditableSetting]: EditableValues[Name] | null }> {
  @SettingValue('registration') registration?: RegistrationMode | null;
  @SettingValue('registrationDomains') registrationDomains?: string[] | null;
  @SettingValue('guestAccess') guestAccess?: boolean | null;
  @SettingValue('serverName') serverName?: string | null;
  @SettingValue('accentColor') accentColor?: string | null;
  @SettingValue('mailSender') mailSender?: string | null;
  @SettingValue('messageLength') messageLength?: number | null;
  @SettingValue('fileSize') fileSize?: number | null;
  @SettingValue('uploadQuota') uploadQuota?: number | null;
  @SettingValue('totalQuota') totalQuota?: number | null;
  @SettingValue('sessionRetention') sessionRetention?: number | null;
  @SettingValue('mailRetention') mailRetention?: number | null;
  @SettingValue('auditRetention') auditRetention?: number | null;
  @SettingValue('unsentFileRetention') unsentFileRetention?: number | null;
  @SettingValue('registrationsPerAddress') registrationsPerAddress?: number | null;
  @SettingValue('guestsPerAddress') guestsPerAddress?: number | null;
  @SettingValue('loginsPerAddress') loginsPerAddress?: number | null;
  @SettingValue('trustedNetworks') trustedNetworks?: string[] | null;
}
