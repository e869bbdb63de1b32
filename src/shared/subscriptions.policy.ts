import { isConversation } from './roles.ts';
import type { RoomActor } from './rooms.policy.ts';

/**
 * Whether a member may have the events of a room sent to another server: its owners, and administrators who are in it. A
 * direct room or group conversation tells nobody.
 */
export function mayManageSubscriptions(actor: RoomActor, roomIntegrations: boolean): boolean {
  const { kind, role, serverRole } = actor;
  if (!role || isConversation(kind) || serverRole === 'guest') return false;
  return serverRole === 'admin' || (roomIntegrations && role === 'owner');
}
