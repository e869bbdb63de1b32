import { Injectable } from '@nestjs/common';
import { type Caller, hasScope } from '../../common/caller.ts';
import { insufficientScope } from '../../common/token-access.ts';
import { Problem } from '../../common/problem.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { RoomAccess } from '../../rooms/room-access.ts';
import { attachmentOf } from '../attachments/attachment.view.ts';
import type { AttachmentEntity } from '../attachments/attachment.entity.ts';
import { AttachmentsRepository } from '../attachments/attachments.repository.ts';
import { FileUrlSigner } from './file-url-signer.ts';
import { contentDisposition } from '../file-name.ts';
import type { DownloadRight } from './download-rights.repository.ts';
import type { SignedFiles } from '../uploads.dto.ts';

/** A file that may be sent to the caller now. */
export interface FileDownload {
  key: string;
  mime: string;
  disposition: string;
  /** For `ETag`: the same as long as the content is the same. */
  tag: string;
  /** For `Cache-Control`; `no-store` when absent. */
  cache?: string;
  /** Ends with this right; none for what is open to everybody. */
  right?: DownloadRight;
}

/** Checks at every request whether the caller may have a file. */
@Injectable()
export class DownloadsService {
  constructor(
    private readonly attachments: AttachmentsRepository,
    private readonly access: RoomAccess,
    private readonly signatures: FileUrlSigner,
    private readonly limits: RateLimits,
  ) {}

  /**
   * @param caller from a bearer token, if present; otherwise the signature identifies the caller
   * @throws Problem `attachment_not_found` for a file that the caller has no right to, or that is not clean
   */
  async content(caller: Caller | undefined, id: string, signature: string | undefined): Promise<FileDownload> {
    const { row, right } = await this.find(caller, id, signature);
    const { key, mime, name, kind } = row;
    if (!key) throw new Problem('attachment_not_found');
    const disposition = contentDisposition(kind === 'file' ? 'attachment' : 'inline', name);
    return { key, mime, disposition, tag: id, right };
  }

  async thumbnail(caller: Caller | undefined, id: string, signature: string | undefined): Promise<FileDownload> {
    const { row, right } = await this.find(caller, id, signature);
    const { thumbnailKey, name } = row;
    if (!thumbnailKey) throw new Problem('attachment_not_found');
    const disposition = contentDisposition('inline', `${name}.webp`);
    return { key: thumbnailKey, mime: 'image/webp', disposition, tag: `${id}-thumbnail`, right };
  }

  /** Newly signed addresses of the files that the caller may have. */
  async sign(caller: Caller, ids: string[]): Promise<SignedFiles> {
    const rows = await this.attachments.byIds(ids);
    const visibleFromByRoom = new Map<string, Promise<number | undefined>>();
    for (const { roomId } of rows)
      if (roomId && !visibleFromByRoom.has(roomId)) visibleFromByRoom.set(roomId, this.visibleFrom(caller, roomId));
    const expiry = this.signatures.expiry();
    const sign = this.signatures.signerFor(caller, expiry);
    const items = [];
    for (const row of rows) {
      const { url, thumbnailUrl } = attachmentOf(row, sign);
      if (url && this.isOpen(caller, row, row.roomId ? await visibleFromByRoom.get(row.roomId) : undefined))
        items.push({ id: row.id, url, thumbnailUrl, expiresAt: expiry.toISOString() });
    }
    return { items };
  }

  private async find(
    bearer: Caller | undefined,
    id: string,
    signature: string | undefined,
  ): Promise<{ row: AttachmentEntity; right: DownloadRight }> {
    if (!bearer && !signature) throw new Problem('unauthenticated');
    const caller = bearer ?? (await this.signatures.verify(id, signature ?? ''));
    // A URL that was signed for a token opens no more than the token.
    if (!hasScope(caller, 'files:read')) throw insufficientScope(['files:read']);
    await this.limits.take('download', caller.userId);
    const row = await this.attachments.byId(id);
    const from = row?.roomId ? await this.visibleFrom(caller, row.roomId) : undefined;
    if (row?.status !== 'clean' || !this.isOpen(caller, row, from)) throw new Problem('attachment_not_found');
    const { userId, sessionId } = caller;
    return { row, right: { userId, sessionId, roomId: row.roomId } };
  }

  /** Before it is sent, a file is open to its uploader only; afterwards to the room only. */
  private isOpen({ userId }: Caller, { roomId, uploaderId, seq }: AttachmentEntity, from: number | undefined): boolean {
    return roomId === null ? uploaderId === userId : from !== undefined && (seq ?? 0) >= from;
  }

  /** The first seq of the room that the caller may see; undefined when the caller may see nothing. */
  private async visibleFrom(caller: Caller, roomId: string): Promise<number | undefined> {
    try {
      return (await this.access.allow(caller, roomId, 'read')).visibleFromSeq;
    } catch (error) {
      if (error instanceof Problem && error.status < 500) return undefined;
      throw error;
    }
  }
}
