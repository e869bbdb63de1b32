import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Database } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { Problem } from '../../common/problem.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { summaryOf } from '../../users/user.view.ts';
import type { Me } from '../../users/users.dto.ts';
import { ProfileChanged, UsersService } from '../../users/users.service.ts';
import { AVATAR_SIZES, avatarFileKeys, AvatarImageStore } from './avatar-image-store.ts';
import type { FileDownload } from '../downloads/downloads.service.ts';
import type { ReceivedFile } from '../quarantine.ts';
import { StoredFileRegistry } from '../storage/stored-file-registry.ts';

const KEY = /^[0-9a-f]{32}$/;

/** The pictures of users. */
@Injectable()
export class AvatarsService {
  constructor(
    private readonly users: UsersService,
    private readonly images: AvatarImageStore,
    private readonly files: StoredFileRegistry,
    private readonly database: Database,
    private readonly events: DomainEvents,
  ) {}

  /** @throws Problem `file_type_mismatch` for a file that is no picture, and those of any file */
  async change(caller: Caller, received: ReceivedFile): Promise<Me> {
    return this.set(caller, await this.images.create(caller.userId, received));
  }

  remove(caller: Caller): Promise<Me> {
    return this.set(caller, null);
  }

  /** Available to every caller that knows its URL, which is random and unlisted. */
  download(key: string, size: number): FileDownload {
    if (!KEY.test(key)) throw new Problem('attachment_not_found');
    const fileKey = `${key}-${AVATAR_SIZES.find((known) => known === size) ?? AVATAR_SIZES[0]}`;
    // Another picture has another URL.
    const cache = 'private, max-age=604800, immutable';
    return { key: fileKey, mime: 'image/webp', disposition: 'inline', tag: fileKey, cache };
  }

  /** A trigger discards the previous picture. */
  private async set({ userId }: Caller, avatarKey: string | null): Promise<Me> {
    const user = await this.database.transaction(async (tx) => {
      if (avatarKey) await this.files.adopt(tx, avatarFileKeys(avatarKey));
      await tx.update(UserEntity, { id: userId }, { avatarKey });
      return tx.findOneByOrFail(UserEntity, { id: userId });
    });
    await this.events.publish(new ProfileChanged(summaryOf(user)));
    return this.users.ownProfile(userId);
  }
}
