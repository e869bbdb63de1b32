import type { TextKey } from '../i18n/texts.ts';

/** Reasons with numbers or words in them; the groups of the pattern are the parameters of the text. */
export const FIELD_REASON_PATTERNS: readonly [RegExp, TextKey][] = [
  [/^must be at most (?<most>\d+) characters long$/, 'field.password-long'],
  [/^must be 0 \(for ever\) or a whole number from (?<min>\d+) to (?<max>\d+) /, 'reason.whole-number-or-zero'],
  [/^must be a whole number from (?<min>\d+) to (?<max>\d+) /, 'reason.whole-number'],
  [/^(?<text>.*) is no domain such as /, 'reason.no-domain'],
  [/^(?<text>.*) is no network such as /, 'reason.no-network'],
  [/^(?<text>.*) holds too many addresses: \/(?<bits>\d+) /, 'reason.wide-network'],
  [/^is too light: (?<ratio>[\d.]+):1 .* (?<color>#[0-9a-f]{6}) would do$/, 'reason.light-color'],
  [/^must be a colour such as /, 'reason.no-color'],
  [/^must be like Parley </, 'reason.no-sender'],
  [/^name at least one domain/, 'reason.domains-needed'],
  [/^must be an address at (?<domains>.+)$/, 'reason.domain'],
  [/^must be an address such as https:/, 'reason.no-url'],
  [/^\S+ has no address$/, 'reason.no-host'],
  [/; OUTBOUND_ALLOW names receivers inside the own network$/, 'reason.inside'],
  [/^is set by (?<variable>\w+)$/, 'setting.locked'],
];

/** Texts for the English reasons that the server gives for a refused field. */
export const FIELD_REASON_TEXTS: Record<string, TextKey> = {
  'is one of the passwords that are tried first': 'reason.common',
  'is too close to your name, your address or ours': 'reason.close',
  'repeats the same few characters': 'reason.repeats',
  'must not be blank': 'field.required',
  'must not contain control characters': 'reason.control',
  'must be well-formed Unicode': 'reason.control',
  'must not contain direction controls': 'reason.direction',
  'is taken': 'problem.username_taken',
  'belongs to another account': 'problem.email_taken',
  'is your address already': 'reason.same-address',
  'is wrong': 'reason.wrong-password',
  'is not the name of this room': 'reason.other-room',
  'is not the name of this account': 'reason.other-name',
  'lies in the past: choose a time that is still to come': 'reason.past',
  'lies more than ten years ahead': 'reason.far-ahead',
  'must be the address that was invited': 'reason.other-address',
  'has files that are still being checked': 'reason.unchecked-files',
  'has nothing to forward': 'reason.nothing-to-forward',
  'must not contain an address of the web': 'reason.web-address',
  'must begin with https://': 'reason.https',
};
