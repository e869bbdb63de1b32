import { Message } from '../timeline/message.dto.ts';
import type { NotificationKind } from './attention/attention.dto.ts';

/** `notification`: a message needs the attention of the receiver. */
export class Notification {
  /**
   * Mentioned by name, direct message, reply in a followed thread, mentioned with everybody (`@room`) or everybody online
   * (`@here`), or any message of a room whose messages all notify the receiver.
   */
  kind: NotificationKind;
  roomId: string;
  /** True during the receiver's `dndUntil` or `quietHours`: show it, without sound or pop-up. */
  silent: boolean;
  message: Message;
}
