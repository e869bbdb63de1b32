import type { EditableSetting, SettingValues, UpdateSettings } from '@api/settings/settings.dto.ts';

/** How a setting is entered. */
export type FieldKind = 'text' | 'number' | 'list' | 'switch' | 'registration' | 'color';

export interface SettingField {
  readonly name: EditableSetting;
  readonly kind: FieldKind;
  /** Whether an empty field means that there is none. */
  readonly optional?: boolean;
}

export type GroupId = 'identity' | 'access' | 'mail' | 'content' | 'retention' | 'rates';

/** Settings that are saved together. */
export interface SettingsGroup {
  readonly id: GroupId;
  readonly fields: readonly SettingField[];
}

const numbers = (...names: EditableSetting[]): SettingField[] => names.map((name) => ({ name, kind: 'number' }));

export const SETTINGS_GROUPS: readonly SettingsGroup[] = [
  {
    id: 'identity',
    fields: [
      { name: 'serverName', kind: 'text' },
      { name: 'accentColor', kind: 'color', optional: true },
    ],
  },
  {
    id: 'access',
    fields: [
      { name: 'registration', kind: 'registration' },
      { name: 'registrationDomains', kind: 'list' },
      { name: 'guestAccess', kind: 'switch' },
    ],
  },
  { id: 'mail', fields: [{ name: 'mailSender', kind: 'text' }] },
  {
    id: 'content',
    fields: [
      ...numbers('messageLength', 'fileSize', 'uploadQuota'),
      { name: 'totalQuota', kind: 'number', optional: true },
    ],
  },
  { id: 'retention', fields: numbers('sessionRetention', 'mailRetention', 'auditRetention', 'unsentFileRetention') },
  {
    id: 'rates',
    fields: [
      ...numbers('registrationsPerAddress', 'guestsPerAddress', 'loginsPerAddress'),
      { name: 'trustedNetworks', kind: 'list' },
    ],
  },
];

/** What the fields of a group hold: text as it is typed, or a switch. */
export type Typed = Readonly<Partial<Record<EditableSetting, string | boolean>>>;

/** The fields of a group for these values. */
export const typedOf = ({ fields }: SettingsGroup, values: SettingValues): Typed =>
  Object.fromEntries(fields.map(({ name }) => [name, typed(values[name])]));

const typed = (value: SettingValues[EditableSetting]): string | boolean => {
  if (typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.join('\n') : String(value ?? '');
};

/** What differs from these values, as the server takes it. A number that is none goes there as text, and comes back refused. */
export function changesIn({ fields }: SettingsGroup, now: Typed, values: SettingValues): UpdateSettings {
  const changed = fields.filter((field) => !isSame(parsed(field, now[field.name]), values[field.name]));
  return Object.fromEntries(changed.map((field) => [field.name, parsed(field, now[field.name])]));
}

/** The values that undo a change. */
export const undoing = (changes: UpdateSettings, before: SettingValues): UpdateSettings =>
  Object.fromEntries((Object.keys(changes) as EditableSetting[]).map((name) => [name, before[name]]));

function parsed({ kind, optional }: SettingField, value: string | boolean | undefined): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (optional && text === '') return null;
  if (kind === 'number') return /^\d+$/.test(withoutGroups(text)) ? Number(withoutGroups(text)) : text;
  if (kind !== 'list') return kind === 'color' ? text.toLowerCase() : text;
  return text.split(/[\s,;]+/).filter(Boolean);
}

/** `16,000`, `16.000` and `16 000` are one number; a decimal mark is followed by other than three digits. */
const withoutGroups = (text: string): string =>
  /^\d{1,3}(?:[.,'’\s]\d{3})+$/.test(text) ? text.replace(/\D/g, '') : text;

export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
