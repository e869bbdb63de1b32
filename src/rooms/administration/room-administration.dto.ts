import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { PageQuery } from '../../common/page.ts';
import { Text } from '../../common/validation/text.ts';
import { limits } from '../../shared/limits.ts';
import { UserSummary } from '../../users/users.dto.ts';

/** A room as administrators see it: how large it is and when it was used, and no word of what is said in it. */
export class AdministeredRoom {
  id: string;
  kind: 'public' | 'private';
  name: string;
  /** Null for private rooms: what they are about is their members' business. */
  topic: string | null;
  lobby: boolean;
  archived: boolean;
  memberCount: number;
  /** Of private rooms as well: who to ask about it. Those whose account is disabled are among them. */
  owners: UserSummary[];
  /** Whether no owner can act: there is none, or the accounts of all are disabled. */
  ownerless: boolean;
  messageCount: number;
  /** Bytes of the files in it. */
  fileBytes: number;
  createdAt: string;
  /** The time of the newest message; null for a room without any. */
  lastMessageAt: string | null;
}

export class AdministeredRoomPage {
  items: AdministeredRoom[];
  next: string | null;
}

export class FindAdministeredRooms extends PageQuery {
  /** Part of a name. */
  @IsOptional()
  @Text(1, limits.roomName)
  q?: string;

  /** `ownerless`: only rooms without an owner whose account can act. */
  @IsOptional()
  @IsIn(['public', 'private', 'archived', 'ownerless'])
  show?: 'public' | 'private' | 'archived' | 'ownerless';
}

export class UpdateAdministeredRoom {
  @IsBoolean()
  archived: boolean;
}

export class GiveOwner {
  /** A member of the room who has an account. */
  @IsUUID()
  userId: string;
}

export class OwnerCandidates {
  /** Members who could own the room, those who came first first; at most 100. Empty for a room that has an owner. */
  items: UserSummary[];
}

export class DeleteAdministeredRoom {
  /** The name of the room, so that no other one is deleted by mistake. */
  @IsString()
  @MaxLength(400)
  name: string;
}
