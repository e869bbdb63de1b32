import type { Language } from '../common/languages.ts';
import { excerptOf } from '../shared/excerpt.ts';
import { messagePath } from '../shared/message-place.ts';
import type { PushContent } from './push.dto.ts';
import { MAX_TEXT_BYTES } from './web-push.ts';

/** Characters of a message's words in a notification. */
const MAX_BODY_LENGTH = 200;

/** Marks a payload that browsers can show by themselves (Declarative Web Push). */
const DECLARATIVE = { ['web_push']: 8030 };

/** A message as a device shows it. */
export interface PushedMessage {
  content: PushContent;
  language: Language;
  roomId: string;
  messageId: string;
  seq: number;
  /** Else it is opened in its thread. */
  inRoom: boolean;
  tag: string;
  token: string;
  author: string;
  body: string;
  /** Null for a direct room. */
  roomName: string | null;
  /** Whether its author calls. */
  isCall: boolean;
  /** Messages of the room that the device has not shown yet, with this one. */
  waiting: number;
  badge: number;
  /** Tags of rooms that were read since the last push to the device. */
  read: string[];
}

interface PushTexts {
  /** Of a message without words: files alone. */
  file: string;
  message: string;
  call: string;
  test: { title: string; body: string };
  inRoom(author: string, room: string): string;
  several(count: number, room: string | null, author: string): string;
}

const TEXTS: Record<Language, PushTexts> = {
  en: {
    file: 'A file',
    message: 'New message',
    call: 'Incoming call',
    test: { title: 'This works', body: 'This is how Parley notifies you on this device.' },
    inRoom: (author, room) => `${author} in ${room}`,
    several: (count, room, author) => (room === null ? `${count} new from ${author}` : `${count} new in ${room}`),
  },
  de: {
    file: 'Eine Datei',
    message: 'Neue Nachricht',
    call: 'Eingehender Anruf',
    test: { title: 'Es funktioniert', body: 'So meldet sich Parley auf diesem Gerät.' },
    inRoom: (author, room) => `${author} in ${room}`,
    several: (count, room, author) => (room === null ? `${count} neue von ${author}` : `${count} neue in ${room}`),
  },
};

/** The payload in bytes: never more than a push can hold. @param withWords false: a service has found it too large */
export function payloadOf(message: PushedMessage, withWords = true): Buffer {
  const { badge, read, token, tag, language, roomId, messageId, seq, inRoom } = message;
  const isClosed = message.content === 'nothing';
  const data = isClosed ? { token } : { roomId, messageId, seq, token };
  const navigate = isClosed ? '/' : messagePath({ roomId, id: messageId, seq, inRoom });
  const { title, body } = wordsOf(withWords ? message : { ...message, content: 'nothing' });
  const payload = {
    ...DECLARATIVE,
    notification: { title, body, tag, lang: language, navigate, app_badge: String(badge), data },
    badge,
    read: withWords ? read : [],
  };
  return bounded(payload);
}

/** A notification to try out a device. */
export const testPayload = (language: Language, tag: string, token: string, badge: number): Buffer =>
  bounded({
    ...DECLARATIVE,
    notification: {
      ...TEXTS[language].test,
      tag,
      lang: language,
      navigate: '/settings/notifications',
      app_badge: String(badge),
      data: { token },
    },
    badge,
    read: [],
  });

/** Tags that do not fit are left out: the page withdraws those notifications once it is opened. */
function bounded(payload: Record<string, unknown> & { read: string[] }): Buffer {
  let { read } = payload;
  for (;;) {
    const bytes = Buffer.from(JSON.stringify({ ...payload, read }));
    if (bytes.length <= MAX_TEXT_BYTES || !read.length) return bytes;
    read = read.slice(0, Math.floor(read.length / 2));
  }
}

function wordsOf({ content, language, author, roomName, body, waiting, isCall }: PushedMessage) {
  const texts = TEXTS[language];
  const news = isCall ? texts.call : texts.message;
  if (content === 'nothing') return { title: 'Parley', body: news };
  const sender = author || 'Parley';
  if (content === 'sender' || isCall) return { title: sender, body: news };
  const words = excerptOf(body, MAX_BODY_LENGTH) || texts.file;
  if (waiting > 1) {
    const line = roomName === null ? words : `${sender}: ${words}`;
    return { title: texts.several(waiting, roomName, sender), body: [...line].slice(0, MAX_BODY_LENGTH).join('') };
  }
  return { title: roomName === null ? sender : texts.inRoom(sender, roomName), body: words };
}
