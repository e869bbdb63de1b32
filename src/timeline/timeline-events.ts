import type { ParleySocket } from '../transport/realtime.service.ts';
import type { Message } from './message.dto.ts';
import type { PreloadedTargets } from './notification-target.ts';

/** This node has sent new messages to its sockets in a room: each once, in the order of their seq. */
export class MessagesDelivered {
  constructor(
    readonly messages: Message[],
    readonly isDirect: boolean,
    readonly targets: PreloadedTargets,
  ) {}
}

/** This node has committed new messages of people, or calls of direct rooms, of one or more rooms. Another node that reads them later publishes nothing. */
export class MessagesCommitted {
  constructor(readonly messages: Message[]) {}
}

/** A socket was subscribed to a room that its user has joined. */
export class RoomJoined {
  constructor(
    readonly socket: ParleySocket,
    readonly roomId: string,
    readonly isDirect: boolean,
    /** Messages up to this seq were broadcast before, so the socket has not received them. */
    readonly upToSeq: number,
  ) {}
}

/** Notices that this node had to read from the database: the hints about them may be lost, too. */
export class NoticesRecovered {
  constructor(readonly notices: Message[]) {}
}
