import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { attachmentOf } from './attachment.view.ts';
import type { AttachmentEntity } from './attachment.entity.ts';
import { AttachmentsRepository } from './attachments.repository.ts';
import { FileSignatures } from './file-signatures.ts';
import { disposition } from './file-name.ts';
import type { SignedFiles } from './uploads.dto.ts';

/** A file that may be handed out now. */
export interface FileDownload {
  key: string;
  mime: string;
  disposition: string;
  /** The same as long as the content is. */
  tag: string;
  /** For `Cache-Control`, if it may be kept at all. */
  cache?: string;
}

/** Who may have which file, asked anew each time. */
@Injectable()
export class DownloadsService {
  constructor(
    private readonly attachments: AttachmentsRepository,
    private readonly access: RoomAccess,
    private readonly signatures: FileSignatures,
    private readonly limits: RateLimits,
  ) {}

  /**
   * @param caller by a bearer token, if there was one; else the signature tells
   * @throws Problem `attachment_not_found` for whatever the caller has no right to, or that is not clean
   */
  async content(caller: Caller | undefined, id: string, signature: string | undefined): Promise<FileDownload> {
    const { key, mime, name, kind } = await this.find(caller, id, signature);
    if (!key) throw new Problem('attachment_not_found');
    return { key, mime, disposition: disposition(kind === 'file' ? 'attachment' : 'inline', name), tag: id };
  }

  async thumbnail(caller: Caller | undefined, id: string, signature: string | undefined): Promise<FileDownload> {
    const { thumbnailKey, name } = await this.find(caller, id, signature);
    if (!thumbnailKey) throw new Problem('attachment_not_found');
    const tag = `${id}-thumbnail`;
    return { key: thumbnailKey, mime: 'image/webp', disposition: disposition('inline', `${name}.webp`), tag };
  }

  /** Fresh addresses of those that the caller may have. */
  async sign(caller: Caller, ids: string[]): Promise<SignedFiles> {
    const rows = await this.attachments.byIds(ids);
    const admissions = new Map<string, Promise<number | undefined>>();
    for (const { roomId } of rows)
      if (roomId && !admissions.has(roomId)) admissions.set(roomId, this.visibleFrom(caller, roomId));
    const expiry = this.signatures.expiry();
    const sign = this.signatures.signerFor(caller, expiry);
    const items = [];
    for (const row of rows) {
      const { url, thumbnailUrl } = attachmentOf(row, sign);
      if (url && this.isOpen(caller, row, row.roomId ? await admissions.get(row.roomId) : undefined))
        items.push({ id: row.id, url, thumbnailUrl, expiresAt: expiry.toISOString() });
    }
    return { items };
  }

  private async find(bearer: Caller | undefined, id: string, signature: string | undefined): Promise<AttachmentEntity> {
    if (!bearer && !signature) throw new Problem('unauthenticated');
    const caller = bearer ?? (await this.signatures.verify(id, signature ?? ''));
    await this.limits.take('download', caller.userId);
    const row = await this.attachments.byId(id);
    const from = row?.roomId ? await this.visibleFrom(caller, row.roomId) : undefined;
    if (row?.status !== 'clean' || !this.isOpen(caller, row, from)) throw new Problem('attachment_not_found');
    return row;
  }

  /** What was not sent is its uploader's alone, what was sent is the room's alone. */
  private isOpen({ userId }: Caller, { roomId, uploaderId, seq }: AttachmentEntity, from: number | undefined): boolean {
    return roomId === null ? uploaderId === userId : from !== undefined && (seq ?? 0) >= from;
  }

  /** The first seq of the room that they may see; undefined when they may see nothing. */
  private async visibleFrom(caller: Caller, roomId: string): Promise<number | undefined> {
    try {
      return (await this.access.allow(caller, roomId, 'read')).visibleFromSeq;
    } catch (error) {
      if (error instanceof Problem && error.status < 500) return undefined;
      throw error;
    }
  }
}
