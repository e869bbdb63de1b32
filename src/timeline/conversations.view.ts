/** `isConversation` of `rooms r`, as SQL. */
export const IS_CONVERSATION = `r.kind IN ('direct', 'group')`;
