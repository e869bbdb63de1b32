import { limits } from '../../shared/limits.ts';
import { isBlank, withoutDirectionControls } from '../../shared/visible-text.ts';

/** A display name by the rules of this server, of what a provider calls a person; null where nothing is left of it. */
export function readableName(given: string): string | null {
  const line = withoutDirectionControls(given.toWellFormed().replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')).trim();
  const name = [...line].slice(0, limits.displayName).join('').trim();
  return isBlank(name) ? null : name;
}
