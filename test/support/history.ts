import type { History, Message } from '../../src/timeline/message.dto.ts';
import type { Member } from './member.ts';

/** All messages of a room, read page by page from its beginning. */
export async function wholeHistory(member: Member, roomId: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const after = messages.at(-1)?.seq ?? 0;
    const page = await member.must<History>('GET', `/rooms/${roomId}/messages?limit=100&after=${after}`);
    messages.push(...page.items);
    if (!page.hasAfter) return messages;
  }
}
