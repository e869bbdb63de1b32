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
    try {
      const stored = JSON.parse(localStorage.getItem(key(userId, conversationKey)) ?? '[]') as StoredFile[];
      return stored.filter(({ until }) => until > Date.now()).map(({ attachment }) => attachment);
    } catch {
      return [];
    }
  },

  write(userId: string, conversationKey: string, attachments: readonly Attachment[]): void {
    const stored = attachments.map((attachment) => ({ attachment, until: Date.now() + STORED_FOR_MS }));
    try {
      if (stored.length > 0) localStorage.setItem(key(userId, conversationKey), JSON.stringify(stored));
      else localStorage.removeItem(key(userId, conversationKey));
    } catch {
      // The storage is full: the files last as long as the page.
    }
  },
};

const key = (userId: string, conversationKey: string) => `parley.files.${userId}.${conversationKey}`;
