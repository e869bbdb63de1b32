import { createHmac } from 'node:crypto';
import { mayRoom, type RoomActor } from '../shared/rooms.policy.ts';

const MINUTE_MS = 60_000;
/** How long people are let in to a call, from when it rang last; also how long a token lets its person in. */
export const CALL_MS = 120 * MINUTE_MS;
/** A direct room does not ring more often, however often a person presses the button. */
export const RING_AGAIN_MS = MINUTE_MS;

/** Stands for the name of the meeting in `CALL_URL`. */
const ROOM = '{room}';

/** A person as a meeting shows them. */
export interface Participant {
  displayName: string;
  /** Absolute; null without a picture. */
  avatarUrl: string | null;
  isModerator: boolean;
}

/**
 * The name of a room's meeting on a day (in UTC): nobody guesses it, and it tells nothing of the room. In lower case, since
 * Jitsi makes no difference.
 */
export const meetingName = (key: Buffer, roomId: string, startedAt: Date): string =>
  createHmac('sha256', key)
    .update(`${roomId} ${startedAt.toISOString().slice(0, 10)}`)
    .digest('hex')
    .slice(0, 32);

/** The claims by which Jitsi lets a person in by name; all values of `user` must be strings there. */
export function meetingClaims(app: string, meeting: string, { displayName, avatarUrl, isModerator }: Participant) {
  return {
    aud: 'jitsi',
    iss: app,
    sub: '*',
    room: meeting,
    context: {
      user: {
        name: displayName,
        ...(avatarUrl !== null && { avatar: avatarUrl }),
        moderator: String(isModerator),
        affiliation: isModerator ? 'owner' : 'member',
      },
    },
  };
}

/** @param template `CALL_URL` @param token in the query, where Jitsi expects it */
export function meetingUrl(template: string, meeting: string, token: string | null): string {
  const url = new URL(template.replaceAll(ROOM, meeting));
  if (token !== null) url.searchParams.set('jwt', token);
  return url.href;
}

/** Those who moderate the room moderate its calls; of two people in a direct room both do. */
export const moderatesCalls = (actor: RoomActor): boolean =>
  actor.role !== null && (actor.kind === 'direct' || mayRoom('moderate', actor));

/** Whether starting a call tells the members of it, while one is open: only in direct rooms, where it rings again. */
export const ringsAgain = (isDirect: boolean, rangAt: Date, now: Date): boolean =>
  isDirect && now.getTime() - rangAt.getTime() >= RING_AGAIN_MS;
