import type { Language } from '../common/languages.ts';
import type { MissedMessage } from './digest.repository.ts';

interface Words {
  subject: string;
  /** Where it was said, as part of a sentence. */
  place: string;
}

type Place = Pick<MissedMessage, 'isDirect' | 'author' | 'roomName'>;

/** What depends on how much was missed, and where; the templates have the rest. */
export const DIGEST_TEXTS: Record<Language, (place: Place, count: number) => Words> = {
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
