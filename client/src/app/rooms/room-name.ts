import type { Room } from '@api/rooms/rooms.dto.ts';
import { personName } from '../users/person-name.ts';

/** Stands for a group conversation that all others have left. */
const NOBODY = '…';

/** The name of a room; a direct room is named after the peer, and a group conversation without a name after its people. */
export function roomName({ kind, name, peer, peers }: Pick<Room, 'kind' | 'name' | 'peer' | 'peers'>): string {
  if (kind === 'direct') return peer ? personName(peer) : '';
  return kind === 'group' && !name ? peers.map(personName).join(', ') || NOBODY : name;
}
