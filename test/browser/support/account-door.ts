import type { NewRegistration } from '../../support/account-writer.ts';

/** The accounts and sessions that the set-up writes for the shared server. */
async function write<T>(what: 'registrations' | 'sessions', body: object): Promise<T> {
  const response = await fetch(`${process.env.PARLEY_ACCOUNTS_URL ?? ''}/${what}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${what} → ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** @returns the code for `POST /auth/verify-email` */
export const registerDirectly = async (registration: NewRegistration): Promise<string> =>
  (await write<{ code: string }>('registrations', registration)).code;

/** @returns the cookies of a new session, by name */
export const startSessionDirectly = async (userId: string): Promise<Record<string, string>> =>
  (await write<{ cookies: Record<string, string> }>('sessions', { userId })).cookies;
