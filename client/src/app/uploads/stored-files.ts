import type { Attachment } from '@api/timeline/message.dto.ts';

/** The server forgets a file that was not sent after a day; a little before that we do. */
const STORED_FOR_MS = 23 * 3_600_000;

interface StoredFile {
  readonly attachment: Attachment;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Files that have arrived but were not sent, with the draft of their room: a reload must not lose them. */
export const storedFiles = {
  read(userId: string, roomId: string): Attachment[] {
    try {
      const kept = JSON.parse(localStorage.getItem(key(userId, roomId)) ?? '[]') as StoredFile[];
      return kept.filter(({ until }) => until > Date.now()).map(({ attachment }) => attachment);
    } catch {
      return [];
    }
  },

  write(userId: string, roomId: string, attachments: readonly Attachment[]): void {
    const kept = attachments.map((attachment) => ({ attachment, until: Date.now() + STORED_FOR_MS }));
    try {
      if (kept.length > 0) localStorage.setItem(key(userId, roomId), JSON.stringify(kept));
      else localStorage.removeItem(key(userId, roomId));
    } catch {
      // A full storage: they are still on the screen.
    }
  },
};

const key = (userId: string, roomId: string) => `parley.files.${userId}.${roomId}`;
