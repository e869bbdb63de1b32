import type { Account } from '@api/admin/admin.dto.ts';
import type { SignInProvider } from '@api/health/server-info.dto.ts';
import type { TextKey } from '../../i18n/texts.ts';
import type { Choice } from '../../ui/fields/select-field.ts';

type Translate = (key: TextKey, params?: Record<string, string>) => string;
export type SignInFilter = '' | 'none' | 'set' | `provider:${string}`;

const PROVIDER = 'provider:';
const FACTORS = { passkey: 'admin.factor-passkey', totp: 'admin.factor-app' } as const;

/** How a person signs in, in a word each: second factors or their lack, then providers. Nothing where it is not told. */
export function signInChips(
  { role, by, secondFactors }: Account,
  providers: readonly SignInProvider[],
  t: Translate,
): string[] {
  if (!by || !secondFactors || role === 'guest') return [];
  const isUnprotected = secondFactors.length === 0 && by.includes('password');
  return [
    ...secondFactors.map((factor) => t(FACTORS[factor])),
    ...(isUnprotected ? [t('admin.no-second-factor')] : []),
    ...providers.filter(({ id }) => by.includes(id)).map(({ name }) => name),
  ];
}

export const signInChoices = (providers: readonly SignInProvider[], t: Translate): Choice<SignInFilter>[] => [
  { value: '', label: t('admin.any-sign-in') },
  { value: 'none', label: t('admin.no-second-factor') },
  { value: 'set', label: t('admin.second-factor') },
  ...providers.map(({ id, name }) => ({ value: `${PROVIDER}${id}` as const, label: name })),
];

/** As `GET /admin/users` takes it. */
export function signInQuery(filter: SignInFilter): { secondFactor?: 'none' | 'set'; provider?: string } {
  if (filter === 'none' || filter === 'set') return { secondFactor: filter };
  return filter === '' ? {} : { provider: filter.slice(PROVIDER.length) };
}
