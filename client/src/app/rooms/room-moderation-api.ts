import { inject, Injectable } from '@angular/core';
import type {
  AddedHistory,
  Ban,
  BanPage,
  InviteMembers,
  Member,
  Mute,
  MutePage,
  UpdateMember,
} from '@api/rooms/members/members.dto.ts';
import type { Room, UpdateRoom } from '@api/rooms/rooms.dto.ts';
import { Api } from '../api/api.ts';
import { RoomsStore } from './rooms-store.ts';

/** Whom to add to a room. */
export interface Invited {
  readonly people: readonly { id: string }[];
  readonly groups: readonly { id: string }[];
}

/** The calls that change a room, its members and bans. */
@Injectable({ providedIn: 'root' })
export class RoomModerationApi {
  private readonly api = inject(Api);
  private readonly rooms = inject(RoomsStore);

  async update(roomId: string, changes: UpdateRoom): Promise<void> {
    this.applyUpdate(await this.api.patch<Room>(`/rooms/${roomId}`, changes));
  }

  async newCode(roomId: string): Promise<void> {
    this.applyUpdate(await this.api.post<Room>(`/rooms/${roomId}/code`));
  }

  async delete(roomId: string): Promise<void> {
    await this.api.delete(`/rooms/${roomId}`);
    this.rooms.applyEvent({ name: 'room_left', payload: { roomId, reason: 'deleted' } });
  }

  private applyUpdate(room: Room): void {
    this.rooms.applyEvent({ name: 'room_updated', payload: room });
  }

  /** Makes a group conversation a private room, which the user owns. */
  async convert(roomId: string, name: string): Promise<void> {
    this.applyUpdate(await this.api.post<Room>(`/rooms/${roomId}/convert`, { name }));
  }

  /**
   * Adds people and those who are in groups now; they need no code.
   * @param history what they see of a group conversation
   */
  async addMembers(roomId: string, { people, groups }: Invited, history?: AddedHistory): Promise<void> {
    const [userIds, groupIds] = [people.map(({ id }) => id), groups.map(({ id }) => id)];
    const asked: InviteMembers = {
      ...(userIds.length > 0 && { userIds }),
      ...(groupIds.length > 0 && { groupIds }),
      ...(history && { history }),
    };
    await this.api.post(`/rooms/${roomId}/members`, asked);
  }

  updateMember(roomId: string, userId: string, changes: UpdateMember): Promise<Member> {
    return this.api.patch<Member>(`/rooms/${roomId}/members/${userId}`, changes);
  }

  /** Removes a member, who may join again. */
  remove(roomId: string, userId: string): Promise<void> {
    return this.api.delete(`/rooms/${roomId}/members/${userId}`);
  }

  async ban(roomId: string, userId: string): Promise<void> {
    await this.api.put(`/rooms/${roomId}/bans/${userId}`);
  }

  async bans(roomId: string): Promise<Ban[]> {
    return (await this.api.get<BanPage>(`/rooms/${roomId}/bans`)).items;
  }

  liftBan(roomId: string, userId: string): Promise<void> {
    return this.api.delete(`/rooms/${roomId}/bans/${userId}`);
  }

  /** The mutes that last, also of people who have left. */
  async mutes(roomId: string): Promise<Mute[]> {
    return (await this.api.get<MutePage>(`/rooms/${roomId}/mutes`)).items;
  }

  unmute(roomId: string, userId: string): Promise<void> {
    return this.api.delete(`/rooms/${roomId}/mutes/${userId}`);
  }
}
