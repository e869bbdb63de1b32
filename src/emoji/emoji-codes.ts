import { Injectable } from '@nestjs/common';
import { canonicalEmoji } from '../shared/emoji.ts';
import { customEmojiName } from '../shared/emoji-names.ts';
import { CustomEmojiRepository } from './custom-emoji.repository.ts';

/** An emoji as it is stored. */
export interface EmojiCode {
  /** The canonical form of a standard emoji, or `:name:` of a custom one by the name that it had first. */
  code: string;
  /** Of a custom one that is not offered any more. */
  disabled: boolean;
}

/** Reads emoji that people write: standard ones, and those of this server. */
@Injectable()
export class EmojiCodes {
  constructor(private readonly emoji: CustomEmojiRepository) {}

  /** Every way of writing an emoji, and every name of a custom one, is the same. Undefined for what is not one emoji. */
  async read(written: string): Promise<EmojiCode | undefined> {
    const name = customEmojiName(written);
    if (name === undefined) {
      const code = canonicalEmoji(written);
      return code === undefined ? undefined : { code, disabled: false };
    }
    const first = await this.emoji.firstName(name);
    return first && { code: `:${first.name}:`, disabled: first.disabled };
  }
}
