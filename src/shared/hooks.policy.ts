import { mayRoom, type RoomActor } from './rooms.policy.ts';
import { isConversation } from './roles.ts';

/**
 * Whether a member may connect programs with a room: those who keep order in it, and administrators who are in it. A direct
 * room or group conversation takes none.
 */
export function mayManageHooks(actor: RoomActor, roomIntegrations: boolean): boolean {
  const { kind, role, serverRole } = actor;
  if (!role || isConversation(kind) || serverRole === 'guest') return false;
  return serverRole === 'admin' || (roomIntegrations && mayRoom('moderate', actor));
}
