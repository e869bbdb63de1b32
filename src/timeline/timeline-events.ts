import type { ParleySocket } from '../transport/realtime.service.ts';
import type { Message } from './message.dto.ts';
import type { PreloadedTargets } from './notification-target.ts';

/** This node has told its connections in a room what is new there: each message once, in their order. */
export class MessagesDelivered {
  constructor(
    readonly messages: Message[],
    /** Whether the room is a direct one. */
    readonly isDirect: boolean,
    readonly targets: PreloadedTargets,
  ) {}
}

/** A connection hears a room that its person has entered. */
export class RoomJoined {
  constructor(
    readonly socket: ParleySocket,
    readonly roomId: string,
    /** Whether it is a talk between two. */
    readonly isDirect: boolean,
    /** What was said up to this seq has come before, so it is not told. */
    readonly upToSeq: number,
  ) {}
}

/** Notices that this node had to read from the database: the hints that came with them may be lost, too. */
export class NoticesRecovered {
  constructor(readonly notices: Message[]) {}
}
