import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsIn, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { limits } from '../shared/limits.ts';
import { PageQuery } from '../common/page.ts';
import { WholeNumber } from '../common/validation/validation.ts';
import { Attachment } from '../timeline/message.dto.ts';
import { UserSummary } from '../users/users.dto.ts';

/** `multipart/form-data` with a single file. */
export class FileUpload {
  /**
   * At most 25 MB; a voice message (a sound with a waveform) 16 MB and ten minutes. A picture or sound may have the name
   * and type of another; anything else is let in as a download.
   */
  @ApiProperty({ type: String, format: 'binary' })
  file: unknown;

  /** For a voice message: 64 whole numbers from 0 to 100, as a JSON array. */
  @ApiPropertyOptional({ type: String, example: '[0,12,99]' })
  waveform?: string;
}

/** `multipart/form-data` with a picture of at most 5 MB (PNG, JPEG, GIF or WebP); its centre is cropped to a square. */
export class AvatarUpload {
  @ApiProperty({ type: String, format: 'binary' })
  file: unknown;
}

/** `attachment_changed`: a file of the caller is `clean` or `refused` now. */
export class AttachmentChanged {
  attachment: Attachment;
  /** The message that contains it, if it was sent. That message is also sent by `message_changed`. */
  messageId: string | null;
  roomId: string | null;
}

export class SignedAccess {
  /** The signature in a signed URL. */
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
  /** Attachments to sign URLs for; those without permission are left out of the response. */
  @IsUUID(undefined, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(limits.pageSize)
  ids: string[];
}

/** URLs that need no header, for `<img>`, `<audio>` and downloads. */
export class SignedFile {
  id: string;
  url: string;
  /** Null when there is no thumbnail. */
  thumbnailUrl: string | null;
  /**
   * The expiry of the signature, ten minutes after it was created. It also ends with the session, the membership and
   * the message.
   */
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

/** A file in a room, and the message that contains it. */
export class RoomFile {
  attachment: Attachment;
  messageId: string;
  seq: number;
  /** Whether the message stands in the room; else it stays in its thread. */
  inRoom: boolean;
  /** Its position among the files of its message: 1, 2, 3 … */
  position: number;
  author: UserSummary | null;
  createdAt: string;
}

/** Newest first. */
export class RoomFilePage {
  items: RoomFile[];
  next: string | null;
}
