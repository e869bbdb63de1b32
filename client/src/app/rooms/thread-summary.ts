import type { Message, ThreadSummary } from '@api/timeline/message.dto.ts';

/** Authors in the summary of a thread. */
const MAX_AUTHORS = 3;
const EMPTY_SUMMARY: ThreadSummary = {
  replyCount: 0,
  lastSeq: 0,
  lastReplyAt: '',
  authors: [],
  revision: 0,
  resolvedAt: null,
  resolvedBy: null,
};

/**
 * The first message of a thread after replies were sent or deleted; see `ThreadSummary`. `changes` returns each message
 * once, in its newest state: so all that were missed have to be passed together.
 */
export function withReplies(root: Message, messages: readonly Message[]): Message {
  const summary = root.thread ?? EMPTY_SUMMARY;
  const newer = messages.filter(({ threadId, revision }) => threadId === root.id && revision > summary.revision);
  const sent = newer.filter(({ seq }) => seq > summary.lastSeq).toSorted((a, b) => a.seq - b.seq);
  const deletedCount = newer.filter(({ seq, deletedAt }) => seq <= summary.lastSeq && deletedAt).length;
  if (sent.length + deletedCount === 0) return root;
  const thread = sent.reduce(withReply, summary);
  const revision = Math.max(...newer.map((message) => message.revision));
  return { ...root, thread: { ...thread, replyCount: thread.replyCount - deletedCount, revision } };
}

function withReply(summary: ThreadSummary, { seq, author, createdAt, deletedAt }: Message): ThreadSummary {
  const others = summary.authors.filter(({ id }) => id !== author?.id);
  return {
    ...summary,
    replyCount: summary.replyCount + (deletedAt ? 0 : 1),
    lastSeq: seq,
    lastReplyAt: createdAt,
    authors: (author ? [author, ...others] : others).slice(0, MAX_AUTHORS),
  };
}
