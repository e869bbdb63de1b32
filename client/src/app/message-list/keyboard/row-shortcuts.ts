import type { Message } from '@api/timeline/message.dto.ts';
import { type MessageAction, type MessageViewer, menuItemsFor } from '../menu/message-menu-items.ts';

const LETTER_ACTIONS: Readonly<Record<string, readonly MessageAction[]>> = {
  r: ['reply'],
  t: ['thread'],
  e: ['edit'],
  s: ['save', 'unsave'],
  x: ['select-more'],
};

/** The action of a letter typed on a message; null when the letter has none, or the menu would not offer it. */
export function actionForLetter(
  letter: string,
  message: Message | null | undefined,
  viewer: MessageViewer,
): MessageAction | null {
  const actions = LETTER_ACTIONS[letter];
  if (!actions || !message || message.deletedAt || message.kind !== 'text') return null;
  return menuItemsFor(message, viewer).find(({ action }) => actions.includes(action))?.action ?? null;
}
