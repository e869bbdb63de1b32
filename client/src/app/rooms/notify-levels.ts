import type { NotifyLevel } from '@api/rooms/members/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { isConversation } from '@api/shared/roles.ts';

type LevelChoice = readonly [value: NotifyLevel, label: NotifyLevel];

/** The levels to choose from. In a conversation every message notifies at both of the first ones. */
export const levelsFor = ({ kind, notify }: Pick<Room, 'kind' | 'notify'>): readonly LevelChoice[] =>
  isConversation(kind)
    ? [
        [notify === 'none' ? 'mentions' : notify, 'all'],
        ['none', 'none'],
      ]
    : [
        ['all', 'all'],
        ['mentions', 'mentions'],
        ['none', 'none'],
      ];

/** What notifies in a room: every message, those that are for the reader, only those that name them, or nothing. */
export type Heard = 'all' | 'mentions' | 'named' | 'none';
/** Why: the room is muted, quiet for a while, a conversation, or its level was chosen or is that of a new room. */
export type HeardReason = 'muted' | 'quiet' | 'conversation' | 'chosen' | 'default';

export interface EffectiveLevel {
  readonly heard: Heard;
  readonly reason: HeardReason;
}

/** What a room notifies of at this moment, as the server decides it for each message; pauses of the person are left out. */
export function effectiveLevel(
  { kind, notify, quietUntil }: Pick<Room, 'kind' | 'notify' | 'quietUntil'>,
  now: number,
): EffectiveLevel {
  if (notify === 'none') return { heard: 'none', reason: 'muted' };
  if (quietUntil && Date.parse(quietUntil) > now) return { heard: 'named', reason: 'quiet' };
  if (isConversation(kind)) return { heard: 'all', reason: 'conversation' };
  return notify === 'all' ? { heard: 'all', reason: 'chosen' } : { heard: 'mentions', reason: 'default' };
}
