import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsIn, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { limits } from '../shared/limits.ts';
import { PageQuery } from '../common/page.ts';
import { WholeNumber } from '../common/validation/validation.ts';
import { Attachment } from '../timeline/message.dto.ts';
import { UserSummary } from '../users/users.dto.ts';

/** `multipart/form-data` with one file. */
export class FileUpload {
  /** At most 25 MB, 16 MB for sound. A picture or sound must be what its name and type say; anything else is let in as a download. */
  @ApiProperty({ type: String, format: 'binary' })
  file: unknown;

  /** For sound: 64 whole numbers from 0 to 100, as a JSON array. */
  @ApiPropertyOptional({ type: String, example: '[0,12,99]' })
  waveform?: string;
}

/** `multipart/form-data` with a picture of at most 5 MB (PNG, JPEG, GIF or WebP); its middle is cut out as a square. */
export class AvatarUpload {
  @ApiProperty({ type: String, format: 'binary' })
  file: unknown;
}

/** `attachment_changed`: an own file is `clean` or `refused` now. */
export class AttachmentChanged {
  attachment: Attachment;
  /** The message that it was sent with, if it was. That message comes by `message_changed` too. */
  messageId: string | null;
  roomId: string | null;
}

export class SignedAccess {
  /** The signature in a signed address. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  access?: string;
}

export class AvatarSize {
  /** Pixels: 256 or 64. */
  @IsOptional()
  @WholeNumber()
  @IsIn([256, 64])
  size?: number = 256;
}

export class SignFiles {
  /** Attachments whose addresses are wanted; those that the caller has no right to are left out of the answer. */
  @IsUUID(undefined, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(limits.pageSize)
  ids: string[];
}

/** Addresses that need no header, for `<img>`, `<audio>` and downloads. */
export class SignedFile {
  id: string;
  url: string;
  /** Null where there is no smaller picture. */
  thumbnailUrl: string | null;
  /** When the signature ends, ten minutes after it was made. It ends with the session, the membership and the message too. */
  expiresAt: string;
}

export class SignedFiles {
  items: SignedFile[];
}

export const FILE_KINDS = ['image', 'audio', 'file'] as const;

export class RoomFilesQuery extends PageQuery {
  @IsOptional()
  @IsIn(FILE_KINDS)
  kind?: (typeof FILE_KINDS)[number];

  /** Only files of messages with a lower seq. */
  @IsOptional()
  @WholeNumber()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;
}

/** A file in a room, and where it was sent. */
export class RoomFile {
  attachment: Attachment;
  messageId: string;
  seq: number;
  /** Its place among the files of its message: 1, 2, 3 … */
  position: number;
  author: UserSummary | null;
  createdAt: string;
}

/** Newest first. */
export class RoomFilePage {
  items: RoomFile[];
  next: string | null;
}
