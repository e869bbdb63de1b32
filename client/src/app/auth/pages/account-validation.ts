import { limits } from '@api/shared/limits.ts';
import type { TextKey } from '../../i18n/texts.ts';

/** An error of a field that is found before asking the server, by the server's own limits. */
export interface FieldError {
  key: TextKey;
  params?: Record<string, number>;
}

export function validateUsername(name: string, most = limits.usernameMax): FieldError | null {
  if (!name) return { key: 'field.required' };
  if (!/^[A-Za-z0-9_.-]*$/.test(name) || !/[A-Za-z0-9]/.test(name)) return { key: 'field.username-letters' };
  if (name.length < limits.usernameMin || name.length > most)
    return { key: 'field.username-length', params: { least: limits.usernameMin, most } };
  return null;
}

export function validateDisplayName(name: string): FieldError | null {
  if (!name.trim()) return { key: 'field.required' };
  return [...name.trim()].length > limits.displayName
    ? { key: 'field.name-long', params: { most: limits.displayName } }
    : null;
}

export function validateEmail(email: string): FieldError | null {
  if (!email) return { key: 'field.required' };
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) && email.length <= limits.email ? null : { key: 'field.email' };
}

export function validatePassword(password: string): FieldError | null {
  if (!password) return { key: 'field.required' };
  if ([...password].length < limits.passwordMin)
    return { key: 'field.password-short', params: { least: limits.passwordMin } };
  if ([...password].length > limits.passwordMax)
    return { key: 'field.password-long', params: { most: limits.passwordMax } };
  return null;
}
