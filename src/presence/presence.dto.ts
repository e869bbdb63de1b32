import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsBoolean, IsUUID } from 'class-validator';
import { limits } from '../shared/limits.ts';
import { type Presence, UserSummary } from '../users/users.dto.ts';

/** Whether a person is online, and whether they hear of messages. */
export class PresenceState {
  userId: string;
  presence: Presence;
  /** When their last connection ended; null while connected or never seen. */
  lastSeenAt: string | null;
  /**
   * Whether their notifications are paused, by themselves or by their quiet hours. False also for people who do not share
   * it (`sharePaused`) or hide their presence. That quiet hours begin is no event.
   */
  paused: boolean;
  /** When the pause is over; null without one. */
  pausedUntil: string | null;
}

export class WatchPresence {
  /** Replaces the watched people of this socket. People who share no room with the caller are left out. */
  @IsUUID(undefined, { each: true })
  @ArrayMaxSize(limits.watchedPeople)
  userIds: string[];
}

export class PresenceQuery {
  /** Ids, separated by commas. */
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',').filter(Boolean) : value))
  @IsUUID(undefined, { each: true })
  @ArrayMaxSize(limits.watchedPeople)
  userIds: string[];
}

export class Typing {
  @IsUUID()
  roomId: string;

  @IsBoolean()
  active: boolean;
}

/** `user_typing`: ends after six seconds without another event. */
export class UserTyping {
  roomId: string;
  user: UserSummary;
  active: boolean;
}
