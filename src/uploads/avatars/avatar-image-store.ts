import { createReadStream } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem.ts';
import { detectContent, resolveFileType } from '../inspection/file-types.ts';
import { FileInspector, isTooDemanding } from '../inspection/file-inspector.ts';
import { Quarantine, type ReceivedFile, readHead } from '../quarantine.ts';
import { newKey } from '../storage/storage.ts';
import { StoredFileRegistry } from '../storage/stored-file-registry.ts';
import { VirusScanner } from '../scans/virus-scanner.ts';

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
    private readonly scanner: VirusScanner,
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

  private async crop(
    userId: string,
    { path, name, declaredMime, size }: ReceivedFile,
    out: [string, string],
  ): Promise<void> {
    if (size === 0) throw new Problem('invalid_input', undefined, { file: ['is empty'] });
    const content = detectContent(await readHead(path));
    if (resolveFileType(name, declaredMime, content).kind !== 'image')
      throw new Problem('file_type_mismatch', 'A PNG, JPEG, GIF or WebP picture is needed');
    await this.scanner.assertClean(() => createReadStream(path));
    const result = await this.inspector.run(userId, { task: 'avatar', path, content: content ?? '', out });
    if (isTooDemanding(result)) throw new Problem('file_too_demanding');
  }
}
