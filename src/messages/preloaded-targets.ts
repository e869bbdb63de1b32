import type { NotificationTarget } from '../rooms/members.repository.ts';
import type { Message } from '../timeline/message.dto.ts';

/**
 * Who hears a message in a direct room beside its author, by person: the writer finds them with everything else it asks
 * before writing, so whoever rings for it need not ask again. Not there for what another node has written.
 */
export const preloadedTargets = new WeakMap<Message, ReadonlyMap<string, NotificationTarget>>();
