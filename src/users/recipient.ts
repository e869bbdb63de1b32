import { type Language, languageOf } from '../common/languages.ts';
import type { Recipient } from '../mail/mail.service.ts';
import type { UserEntity } from './user.entity.ts';

/** The language of a person's mails: their preference, else the language of their client, else English. */
export const languageFor = ({ preferences, language }: Pick<UserEntity, 'preferences' | 'language'>): Language =>
  languageOf(preferences.language) ?? languageOf(language) ?? 'en';

export const recipientOf = (user: Pick<UserEntity, 'preferences' | 'language'> & { email: string }): Recipient => ({
  email: user.email,
  language: languageFor(user),
});
