import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Role } from '@api/shared/roles.ts';
import type { RoomActor } from '@api/shared/rooms.policy.ts';

/** What the signed-in person is to a room. Until their role on the server is known, it gives them no rights. */
export const roomActor = ({ kind, role }: Pick<Room, 'kind' | 'role'>, serverRole?: Role): RoomActor => ({
  kind,
  role,
  serverRole: serverRole ?? 'guest',
});
