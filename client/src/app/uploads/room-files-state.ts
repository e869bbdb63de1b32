import type { Attachment, Message } from '@api/timeline/message.dto.ts';
import type { RoomFile } from '@api/uploads/uploads.dto.ts';

/** The files of a kind, newest first, after a message was sent, changed or deleted. */
export function withMessage(files: readonly RoomFile[], message: Message, kind: Attachment['kind']): RoomFile[] {
  const { id, seq, inRoom, author, createdAt, attachments, deletedAt } = message;
  if (deletedAt) return files.filter(({ messageId }) => messageId !== id);
  // Files of older messages are in the list already or on a page that is not loaded.
  if ((files[0]?.seq ?? 0) >= seq) return [...files];
  const sent = attachments.map((attachment, at) => ({
    attachment,
    messageId: id,
    seq,
    inRoom,
    position: at + 1,
    author,
    createdAt,
  }));
  return [...sent.filter(({ attachment }) => attachment.kind === kind), ...files];
}
