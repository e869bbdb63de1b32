import { Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem.ts';
import { FileInspector, isTooDemanding } from '../inspection/file-inspector.ts';
import { ReceivedPictures } from '../inspection/received-pictures.ts';
import { Quarantine, type ReceivedFile } from '../quarantine.ts';
import { newKey } from '../storage/storage.ts';
import { StoredFileRegistry } from '../storage/stored-file-registry.ts';

/** The stored picture of an emoji. */
export interface EmojiImage {
  key: string;
  animated: boolean;
}

export const emojiFileKey = (key: string): string => `${key}-128`;
export const stillFileKey = ({ key, animated }: EmojiImage): string => (animated ? `${key}-1` : emojiFileKey(key));

/** The keys of the files of an emoji. No attachment has such a key. */
export const emojiFileKeys = (image: EmojiImage): string[] => [
  ...new Set([emojiFileKey(image.key), stillFileKey(image)]),
];

/** Encodes a received picture as an emoji, which contains only pixels of the upload. */
@Injectable()
export class EmojiImageStore {
  constructor(
    private readonly quarantine: Quarantine,
    private readonly inspector: FileInspector,
    private readonly pictures: ReceivedPictures,
    private readonly files: StoredFileRegistry,
  ) {}

  /**
   * Stores the files; they are removed again unless they are adopted. Nothing stays in quarantine.
   * @throws Problem `file_type_mismatch` for a file that is no picture, `image_too_large` for one with more than 60 frames
   *   or that stays too large, and those of any file
   */
  async create(userId: string, received: ReceivedFile): Promise<EmojiImage> {
    const [out, still] = [this.quarantine.newPath(), this.quarantine.newPath()];
    try {
      const content = await this.pictures.check(received);
      const result = await this.inspector.run(userId, { task: 'emoji', path: received.path, content, out, still });
      if (isTooDemanding(result)) throw new Problem('file_too_demanding');
      const image = { key: newKey(), animated: result.animated };
      const paths = [out, still];
      await this.files.put(emojiFileKeys(image).map((key, index) => ({ key, path: paths[index] ?? '' })));
      return image;
    } finally {
      await this.quarantine.release(received, [out, still]);
    }
  }
}
