import { Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem.ts';
import { FileInspector, isTooDemanding } from '../inspection/file-inspector.ts';
import { ReceivedPictures } from '../inspection/received-pictures.ts';
import { Quarantine, type ReceivedFile } from '../quarantine.ts';
import { newKey } from '../storage/storage.ts';
import { StoredFileRegistry } from '../storage/stored-file-registry.ts';

/** Pixels of the two squares. */
export const AVATAR_SIZES = [256, 64] as const;

/** The keys of the files of an avatar. */
export const avatarFileKeys = (key: string): string[] => AVATAR_SIZES.map((size) => `${key}-${size}`);

/** Encodes a received picture as two squares, which contain only pixels of the upload. */
@Injectable()
export class AvatarImageStore {
  constructor(
    private readonly quarantine: Quarantine,
    private readonly inspector: FileInspector,
    private readonly pictures: ReceivedPictures,
    private readonly files: StoredFileRegistry,
  ) {}

  /**
   * Stores the squares; they are removed again unless they are adopted. Nothing stays in quarantine.
   * @returns the key of the avatar
   * @throws Problem `file_type_mismatch` for a file that is no picture, and those of any file
   */
  async create(userId: string, received: ReceivedFile): Promise<string> {
    const out: [string, string] = [this.quarantine.newPath(), this.quarantine.newPath()];
    try {
      await this.crop(userId, received, out);
      const key = newKey();
      await this.files.put(avatarFileKeys(key).map((fileKey, i) => ({ key: fileKey, path: out[i] ?? '' })));
      return key;
    } finally {
      await this.quarantine.release(received, out);
    }
  }

  private async crop(userId: string, received: ReceivedFile, out: [string, string]): Promise<void> {
    const content = await this.pictures.check(received);
    const result = await this.inspector.run(userId, { task: 'avatar', path: received.path, content, out });
    if (isTooDemanding(result)) throw new Problem('file_too_demanding');
  }
}
