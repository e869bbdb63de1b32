import { dictionary } from '@zxcvbn-ts/language-common';
import { limits } from '../../shared/limits.ts';
import { Problem } from '../../common/problem.ts';
import { normalizedPassword } from './password-hasher.ts';

/** About 50,000 of the most common passwords, without those that are too short to be allowed. */
const COMMON_PASSWORDS = new Set(
  dictionary['passwords-common'].filter((password) => password.length >= limits.passwordMin),
);
/** Letters that must remain of a password after the words about its owner and this server are removed. */
const MIN_OTHER_LETTERS = 4;

/**
 * Why a password is too easy, or undefined when it is fine (OWASP ASVS 5, 6.2.4, 6.2.11 and 6.2.12). There are no rules
 * of composition: only length and rarity count.
 * @param about words about the owner: user name, address, display name
 */
export function passwordFault(password: string, about: string[]): string | undefined {
  const plain = normalizedPassword(password).toLowerCase();
  if (COMMON_PASSWORDS.has(plain)) return 'is one of the passwords that are tried first';
  const words = ['parley', ...about.flatMap((text) => text.toLowerCase().split(/[@.\s_-]+/))].filter(
    (word) => word.length >= 3,
  );
  const rest = words.sort((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(word, ''), plain);
  if (rest !== plain && rest.replace(/[^\p{L}]/gu, '').length < MIN_OTHER_LETTERS)
    return 'is too close to your name, your address or ours';
  if (new Set(plain).size < 4) return 'repeats the same few characters';
  return undefined;
}

/** @throws Problem `invalid_input` naming the field */
export function assertGoodPassword(password: string, about: string[], field: string): void {
  const fault = passwordFault(password, about);
  if (fault) throw new Problem('invalid_input', undefined, { [field]: [fault] });
}
