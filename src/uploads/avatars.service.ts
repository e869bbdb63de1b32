import { createReadStream } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import type { Caller } from '../common/caller.ts';
import { Database } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { UserEntity } from '../users/user.entity.ts';
import { summaryOf } from '../users/user.view.ts';
import type { Me } from '../users/users.dto.ts';
import { ProfileChanged, UsersService } from '../users/users.service.ts';
import type { FileDownload } from './downloads.service.ts';
import { detectContent, resolveFileType } from './file-types.ts';
import { FileInspector } from './inspection/file-inspector.ts';
import { readHead, Quarantine, type ReceivedFile } from './quarantine.ts';
import { ScansService } from './scans.service.ts';
import { newKey } from './storage.ts';
import { StoredFiles } from './stored-files.ts';

const SIZES = [256, 64] as const;
const KEY = /^[0-9a-f]{32}$/;

/** Pictures of people: two squares, of which nothing but the pixels is left of what was sent. */
@Injectable()
export class AvatarsService {
  constructor(
    private readonly users: UsersService,
    private readonly receiving: Quarantine,
    private readonly inspection: FileInspector,
    private readonly scans: ScansService,
    private readonly files: StoredFiles,
    private readonly database: Database,
    private readonly announcements: DomainEvents,
  ) {}

  /** @throws Problem `file_type_mismatch` for what is no picture, and those of any file */
  async change(caller: Caller, received: ReceivedFile): Promise<Me> {
    const made = [this.receiving.newPath(), this.receiving.newPath()] as [string, string];
    try {
      await this.cut(received, made);
      const key = newKey();
      const files = SIZES.map((size, i) => ({ key: `${key}-${size}`, path: made[i] ?? '' }));
      await this.files.put(files);
      return await this.set(caller, key);
    } finally {
      await this.receiving.remove([received.path, ...made]);
    }
  }

  remove(caller: Caller): Promise<Me> {
    return this.set(caller, null);
  }

  /** Its address is known to those who have seen the person, and says nothing to others: it is random and has no list. */
  picture(key: string, size: number): FileDownload {
    if (!KEY.test(key)) throw new Problem('attachment_not_found');
    const chosen = SIZES.find((one) => one === size) ?? SIZES[0];
    // Another picture has another address.
    const cache = 'private, max-age=604800, immutable';
    return { key: `${key}-${chosen}`, mime: 'image/webp', disposition: 'inline', tag: `${key}-${chosen}`, cache };
  }

  private async cut({ path, name, declaredMime, size }: ReceivedFile, out: [string, string]): Promise<void> {
    if (size === 0) throw new Problem('invalid_input', undefined, { file: ['is empty'] });
    const content = detectContent(await readHead(path));
    if (resolveFileType(name, declaredMime, content).kind !== 'image')
      throw new Problem('file_type_mismatch', 'A PNG, JPEG, GIF or WebP picture is needed');
    await this.scans.assertClean(() => createReadStream(path));
    await this.inspection.run({ task: 'avatar', path, content: content ?? '', out });
  }

  /** A trigger discards the picture before. */
  private async set({ userId }: Caller, avatarKey: string | null): Promise<Me> {
    const user = await this.database.transaction(async (tx) => {
      if (avatarKey)
        await this.files.adopt(
          tx,
          SIZES.map((size) => `${avatarKey}-${size}`),
        );
      await tx.update(UserEntity, { id: userId }, { avatarKey });
      return tx.findOneByOrFail(UserEntity, { id: userId });
    });
    await this.announcements.publish(new ProfileChanged(summaryOf(user)));
    return this.users.ownProfile(userId);
  }
}
