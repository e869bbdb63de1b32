import type { DeliveredType } from '@api/integrations/subscriptions/subscriptions.dto.ts';
import type { TextKey } from '../../../i18n/texts.ts';

/** What events are called. */
export const EVENT_TITLES: Record<DeliveredType, TextKey> = {
  'message.created': 'subscriptions.event.message.created',
  'message.changed': 'subscriptions.event.message.changed',
  'message.deleted': 'subscriptions.event.message.deleted',
  'reaction.changed': 'subscriptions.event.reaction.changed',
  'member.joined': 'subscriptions.event.member.joined',
  'member.left': 'subscriptions.event.member.left',
  'room.changed': 'subscriptions.event.room.changed',
  'room.reset': 'subscriptions.event.room.reset',
  ping: 'subscriptions.event.ping',
};
