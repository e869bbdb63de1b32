import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsInt, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { MaxValues } from '../common/validation/bounded-input.ts';
import { OptionalNotNull } from '../common/validation/validation.ts';
import { limits } from '../shared/limits.ts';
import { PresenceState } from '../presence/presence.dto.ts';
import { PersonalChanges } from '../personal/personal.dto.ts';
import { Room } from '../rooms/rooms.dto.ts';
import { Changes } from '../timeline/message.dto.ts';
import { Me } from '../users/users.dto.ts';

/** A room that the client has messages of, up to a revision. */
export class HeldRoom {
  @IsUUID()
  roomId: string;

  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  revision: number;

  /** The epoch that came with that revision. */
  @OptionalNotNull()
  @IsInt()
  @Min(1)
  epoch?: number;

  /** The id of the message whose `revision` that is, as the client holds it: it proves that no failover has lost it. */
  @OptionalNotNull()
  @IsUUID()
  witness?: string;

  /** The `changeToken` of that message, unless it is null. */
  @OptionalNotNull()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  witnessToken?: number;
}

/** The command, the list, two more values, and five values of each room. */
@MaxValues(4 + 6 * limits.roomsPerSync)
export class SyncRequest {
  @OptionalNotNull()
  @IsArray()
  @ArrayMaxSize(limits.roomsPerSync)
  @ArrayUnique((held: HeldRoom | null) => held?.roomId)
  @ValidateNested({ each: true })
  @Type(() => HeldRoom)
  rooms?: HeldRoom[];

  /** The personal revision that the client holds, 0 for nothing: then the response tells what has changed since. */
  @OptionalNotNull()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  personal?: number;

  /** The epoch that came with that revision. */
  @OptionalNotNull()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  personalEpoch?: number;
}

export class RoomChanges extends Changes {
  roomId: string;
}

/** The state that brings a client up to date. */
export class SyncAnswer {
  me: Me;
  /** All rooms the caller is in. A room of the client that is missing here was left. */
  rooms: Room[];
  /** For each requested room that the caller is still in. */
  changes: RoomChanges[];
  /** Of the peers of direct rooms and group conversations. */
  presence: PresenceState[];
  /** What only the caller sees, if asked for; more of it by `GET /users/me/personal`. */
  personal?: PersonalChanges;
}
