import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, Matches } from 'class-validator';
import { OptionalNotNull } from '../common/validation/validation.ts';
import { EMOJI_NAME } from '../shared/emoji-names.ts';

const NAME_RULE = 'must be 2 to 32 of a–z, 0–9, _ and -';

/** An emoji of this server, written `:name:`. */
export class CustomEmoji {
  /**
   * Without colons.
   * @example 'ship_it'
   */
  name: string;
  /** Other names, such as former ones, oldest first: each is the same emoji. No name is ever given to another one. */
  aliases: string[];
  /** WebP, at most 128 pixels wide and high. */
  url: string;
  /** The same without movement, for people who want less of it. */
  stillUrl: string;
  animated: boolean;
  /** Who added it; null once their account is gone, and for guests. */
  createdBy: string | null;
  /** True: it is drawn where it stands, but not offered, and nobody reacts with it any more. */
  disabled: boolean;
}

export class CustomEmojiList {
  /** By name. */
  items: CustomEmoji[];
}

/** `multipart/form-data`, the name before the picture. */
export class AddEmoji {
  /** @example 'ship_it' */
  @ApiProperty({ type: String, pattern: '^[a-z0-9_-]{2,32}$' })
  name: string;

  /** PNG, JPEG, GIF or WebP, at most 5 MB and 60 frames. */
  @ApiProperty({ type: String, format: 'binary' })
  file: unknown;
}

/** Only the given fields change. */
export class ChangeEmoji {
  /** The former name becomes an alias. */
  @OptionalNotNull()
  @Matches(EMOJI_NAME, { message: NAME_RULE })
  name?: string;

  /** One more name. */
  @OptionalNotNull()
  @Matches(EMOJI_NAME, { message: NAME_RULE })
  alias?: string;

  @OptionalNotNull()
  @IsBoolean()
  disabled?: boolean;
}

/** `emoji_changed`: an emoji of the server was added or changed; ask `GET /emoji`. */
export class EmojiChanged {
  /** That of the list, as in its `ETag`. */
  revision: number;
}
