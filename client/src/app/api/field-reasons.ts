import type { TextKey } from '../i18n/texts.ts';

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
  'is wrong': 'reason.wrong-password',
};
