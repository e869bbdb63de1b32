import { Message } from '../timeline/message.dto.ts';

/** `notification`: somebody's attention is asked for. */
export class Notification {
  /**
   * Called by name, written to directly, answered in a thread that they follow, or called with everybody (`@room`) or
   * everybody online (`@here`).
   */
  kind: 'mention' | 'direct' | 'reply' | 'room';
  roomId: string;
  /** True while the person asked not to be disturbed (`dndUntil`, `quietHours`): show it, without sound or pop-up. */
  silent: boolean;
  message: Message;
}
