import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { cursorKeys, page } from '../common/page.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { AttachmentsRepository } from './attachments/attachments.repository.ts';
import { FileUrlSigner } from './downloads/file-url-signer.ts';
import type { RoomFilePage, RoomFilesQuery } from './uploads.dto.ts';

const FIRST: [string, string] = [String(Number.MAX_SAFE_INTEGER), '0'];

/** The files of a room. */
@Injectable()
export class RoomFilesService {
  constructor(
    private readonly access: RoomAccess,
    private readonly attachments: AttachmentsRepository,
    private readonly signatures: FileUrlSigner,
  ) {}

  async list(caller: Caller, roomId: string, query: RoomFilesQuery): Promise<RoomFilePage> {
    const { visibleFromSeq } = await this.access.allow(caller, roomId, 'read');
    const keys = cursorKeys(query.cursor, ['seq', 'position'], FIRST);
    const sign = this.signatures.signerFor(caller);
    const rows = await this.attachments.inRoom(roomId, visibleFromSeq, query, keys, sign);
    return page(rows, query.limit ?? 50, ({ seq, position }) => [String(seq), String(position)]);
  }
}
