import { type AttachmentSigner, attachmentView } from '../../timeline/attachment.view.ts';
import type { Attachment } from '../../timeline/message.dto.ts';
import type { AttachmentEntity } from './attachment.entity.ts';

/** The same view as beside a message, of a whole row. */
export const attachmentOf = (row: AttachmentEntity, sign: AttachmentSigner): Attachment =>
  attachmentView({ ...row, duration_ms: row.durationMs, has_thumbnail: row.thumbnailKey !== null }, sign);
