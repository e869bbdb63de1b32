/** Names a room or a thread of it: each has a draft and pending files of its own. */
export const conversationKeyOf = (roomId: string, threadId?: string): string =>
  threadId === undefined ? roomId : `${roomId}.${threadId}`;

/** The root of the thread; undefined for the room itself. */
export const threadIdOfConversation = (conversationKey: string): string | undefined => conversationKey.split('.')[1];

export const roomIdOfConversation = (conversationKey: string): string =>
  conversationKey.split('.', 1)[0] ?? conversationKey;
