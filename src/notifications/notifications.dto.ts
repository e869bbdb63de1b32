import { Message } from '../timeline/message.dto.ts';

/** `notification`: a message needs the attention of the receiver. */
export class Notification {
  /**
   * Mentioned by name, direct message, reply in a followed thread, or mentioned with everybody (`@room`) or everybody
   * online (`@here`).
   */
  kind: 'mention' | 'direct' | 'reply' | 'room';
  roomId: string;
  /** True during the receiver's `dndUntil` or `quietHours`: show it, without sound or pop-up. */
  silent: boolean;
  message: Message;
}
