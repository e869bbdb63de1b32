import type { Message } from '@api/timeline/message.dto.ts';
import { type MessageAction, type MessageViewer, menuItemsFor } from '../menu/message-menu-items.ts';

const LETTER_ACTIONS: Readonly<Record<string, MessageAction>> = { r: 'reply', t: 'thread', e: 'edit' };

/** The action of a letter typed on a message; null when the letter has none, or the menu would not offer it. */
export function actionForLetter(
  letter: string,
  message: Message | null | undefined,
  viewer: MessageViewer,
): MessageAction | null {
  const action = LETTER_ACTIONS[letter];
  if (!action || !message || message.deletedAt || message.kind !== 'text') return null;
  return menuItemsFor(message, viewer).some((item) => item.action === action) ? action : null;
}
