/** Names a room or a thread of it: each has a draft and pending files of its own. */
export const conversationKeyOf = (roomId: string, threadId?: string): string =>
  threadId === undefined ? roomId : `${roomId}.${threadId}`;

/** Names the draft of an edit: the conversation that it is written in, and the message. */
export const editKeyOf = (conversationKey: string, messageId: string): string =>
  [roomIdOfConversation(conversationKey), threadIdOfConversation(conversationKey) ?? '', messageId].join('.');

/** The conversation that a draft is written in, be it a new message or an edit. */
export const conversationOfDraft = (draftKey: string): string =>
  conversationKeyOf(roomIdOfConversation(draftKey), threadIdOfConversation(draftKey));

/** The message whose new text a draft is; undefined for a new message. */
export const editOfDraft = (draftKey: string): string | undefined => draftKey.split('.')[2];

/** The root of the thread; undefined for the room itself. */
export const threadIdOfConversation = (conversationKey: string): string | undefined =>
  conversationKey.split('.')[1] || undefined;

export const roomIdOfConversation = (conversationKey: string): string =>
  conversationKey.split('.', 1)[0] ?? conversationKey;
