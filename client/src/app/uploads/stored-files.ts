import type { Attachment } from '@api/timeline/message.dto.ts';

/** An hour less than the server keeps an unsent file. */
const STORED_FOR_MS = 23 * 3_600_000;

interface StoredFile {
  readonly attachment: Attachment;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Uploaded files of unsent drafts, by conversation, so that a reload does not lose them. */
export const storedFiles = {
  read(userId: string, conversationKey: string): Attachment[] {
    const stored = storedIn(userId, conversationKey);
    return stored.filter(({ until }) => until > Date.now()).map(({ attachment }) => attachment);
  },

  /** @param keptIds files that the server keeps longer, because a draft names them */
  write(
    userId: string,
    conversationKey: string,
    attachments: readonly Attachment[],
    keptIds: readonly string[] = [],
  ): void {
    const before = new Map(storedIn(userId, conversationKey).map(({ attachment, until }) => [attachment.id, until]));
    const stored = attachments.map((attachment) => ({
      attachment,
      until: keptIds.includes(attachment.id)
        ? Number.MAX_SAFE_INTEGER
        : (before.get(attachment.id) ?? Date.now() + STORED_FOR_MS),
    }));
    try {
      if (stored.length > 0) localStorage.setItem(key(userId, conversationKey), JSON.stringify(stored));
      else localStorage.removeItem(key(userId, conversationKey));
    } catch {
      // The storage is full: the files last as long as the page.
    }
  },

  /** The conversations that have files. */
  keys: (userId: string): string[] =>
    Object.keys(localStorage).flatMap((stored) => storedFiles.conversationOf(userId, stored) ?? []),

  /** The conversation whose files are stored under a name; null for anything else. */
  conversationOf(userId: string, stored: string | null): string | null {
    const start = key(userId, '');
    return stored?.startsWith(start) ? stored.slice(start.length) : null;
  },
};

function storedIn(userId: string, conversationKey: string): StoredFile[] {
  try {
    return JSON.parse(localStorage.getItem(key(userId, conversationKey)) ?? '[]') as StoredFile[];
  } catch {
    return [];
  }
}

const key = (userId: string, conversationKey: string) => `parley.files.${userId}.${conversationKey}`;
