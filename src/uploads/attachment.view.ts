import { attachmentView } from '../timeline/attachment.view.ts';
import type { Attachment } from '../timeline/message.dto.ts';
import type { AttachmentRow } from './attachment.entity.ts';

/** The same view as beside a message, of a whole row. */
export const viewOf = (row: AttachmentRow): Attachment =>
  attachmentView({ ...row, duration_ms: row.durationMs, has_thumbnail: row.thumbnailKey !== null });
