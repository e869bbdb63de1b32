import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { mayManageServer } from '../shared/admin.policy.ts';
import { avatarFileKeys, AvatarImageStore } from '../uploads/avatars/avatar-image-store.ts';
import type { ReceivedFile } from '../uploads/quarantine.ts';
import { StoredFileRegistry } from '../uploads/storage/stored-file-registry.ts';
import { SettingsService } from './settings.service.ts';

/** The picture of the server: inspected, scanned and encoded anew as the pictures of people are. */
@Injectable()
export class ServerLogoService {
  constructor(
    private readonly images: AvatarImageStore,
    private readonly files: StoredFileRegistry,
    private readonly settings: SettingsService,
  ) {}

  /** Before a file is received. @throws Problem `forbidden` */
  assertAllowed(caller: Caller): void {
    if (!mayManageServer(caller.role)) throw new Problem('forbidden');
  }

  /** A trigger discards the previous picture. */
  async change(caller: Caller, received: ReceivedFile): Promise<void> {
    const key = await this.images.create(caller.userId, received);
    await this.settings.apply(caller, { logo: key }, (tx) => this.files.adopt(tx, avatarFileKeys(key)));
  }

  async remove(caller: Caller): Promise<void> {
    await this.settings.apply(caller, { logo: null });
  }
}
