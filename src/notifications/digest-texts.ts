import type { Language } from '../common/languages.ts';
import type { MissedMessage } from './digest.repository.ts';

interface DigestText {
  subject: string;
  /** Where the messages were sent, as part of a sentence. */
  place: string;
}

type Origin = Pick<MissedMessage, 'isDirect' | 'author' | 'roomName'>;

/** What depends on the number of missed messages and on their room; the templates have the rest. */
export const DIGEST_TEXTS: Record<Language, (origin: Origin, count: number) => DigestText> = {
  en({ isDirect, author, roomName }, count) {
    const messages = count > 1 ? `${count} messages` : 'A message';
    return isDirect
      ? { subject: `${messages} from ${author}`, place: 'directly' }
      : { subject: `${messages} for you in ${roomName}`, place: `in ${roomName}` };
  },
  de({ isDirect, author, roomName }, count) {
    const messages = count > 1 ? `${count} Nachrichten` : 'Eine Nachricht';
    return isDirect
      ? { subject: `${messages} von ${author}`, place: 'direkt' }
      : { subject: `${messages} für dich in ${roomName}`, place: `in ${roomName}` };
  },
};
