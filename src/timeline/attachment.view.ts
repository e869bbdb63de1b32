import type { Attachment } from './message.dto.ts';

/** The columns that make an attachment's view, as SQL for a table alias. */
export const attachmentColumns = (alias: string) =>
  [
    'id',
    'kind',
    'name',
    'mime',
    'size',
    'width',
    'height',
    'duration_ms',
    'waveform',
    'animated',
    'inspected',
    'status',
  ]
    .map((column) => `${alias}.${column}`)
    .join(', ') + `, ${alias}.thumbnail_key IS NOT NULL AS has_thumbnail`;

/** The files of a message, as a JSON value or null. */
export const attachmentsOf = (messageId: string) =>
  `(SELECT json_agg(f ORDER BY f.position) FROM (
     SELECT ${attachmentColumns('a')}, a.position FROM attachments a WHERE a.message_id = ${messageId}) f)`;

/** The kind of the first file of a message without text; not used for other messages. */
export const kindInsteadOfWords = (message: string) =>
  `CASE WHEN ${message}.body = '' AND ${message}.deleted_at IS NULL THEN
     (SELECT a.kind FROM attachments a WHERE a.message_id = ${message}.id ORDER BY a.position LIMIT 1) END`;

export interface AttachmentViewRow {
  id: string;
  kind: Attachment['kind'];
  name: string;
  mime: string;
  size: number;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  waveform: number[] | null;
  animated: boolean;
  inspected: boolean;
  status: Attachment['status'];
  has_thumbnail: boolean;
}

/** Creates the query string of an attachment's URLs for a reader. */
export type AttachmentSigner = (attachmentId: string) => string;

/** Unsigned URLs, for views that go to many readers, who use a bearer token. */
export const unsigned: AttachmentSigner = () => '';

export function attachmentView(row: AttachmentViewRow, sign: AttachmentSigner): Attachment {
  const url = row.status === 'clean' ? `/api/v1/uploads/${row.id}` : null;
  const query = url && sign(row.id);
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    mime: row.mime,
    size: row.size,
    width: row.width,
    height: row.height,
    durationMs: row.duration_ms,
    waveform: row.waveform,
    animated: row.animated,
    inspected: row.inspected,
    status: row.status,
    url: url && `${url}/content${query}`,
    thumbnailUrl: url && row.has_thumbnail ? `${url}/thumbnail${query}` : null,
  };
}

/** Adds the signature of a reader to a view with unsigned URLs. */
export function signedAttachment(attachment: Attachment, sign: AttachmentSigner): Attachment {
  const { id, url, thumbnailUrl } = attachment;
  if (!url) return attachment;
  const query = sign(id);
  return { ...attachment, url: url + query, thumbnailUrl: thumbnailUrl && thumbnailUrl + query };
}
