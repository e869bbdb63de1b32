import { inject, Injectable } from '@angular/core';
import type {
  AdministeredRoom,
  AdministeredRoomPage,
  FindAdministeredRooms,
  OwnerCandidates,
} from '@api/rooms/administration/room-administration.dto.ts';
import { Api } from '../../api/api.ts';

export type RoomFilter = NonNullable<FindAdministeredRooms['show']>;

/** Rooms that an administrator need not be in. */
@Injectable({ providedIn: 'root' })
export class RoomsAdminApi {
  private readonly api = inject(Api);

  find({ q, show }: { q: string; show: RoomFilter | '' }, cursor?: string): Promise<AdministeredRoomPage> {
    return this.api.get<AdministeredRoomPage>('/admin/rooms', { q, show, cursor });
  }

  archive(id: string, archived: boolean): Promise<AdministeredRoom> {
    return this.api.patch<AdministeredRoom>(`/admin/rooms/${id}`, { archived });
  }

  candidates(id: string): Promise<OwnerCandidates> {
    return this.api.get<OwnerCandidates>(`/admin/rooms/${id}/candidates`);
  }

  giveOwner(id: string, userId: string): Promise<AdministeredRoom> {
    return this.api.put<AdministeredRoom>(`/admin/rooms/${id}/owner`, { userId });
  }

  /** @param name typed, so that no other room is deleted */
  delete(id: string, name: string): Promise<void> {
    return this.api.delete(`/admin/rooms/${id}`, { name });
  }
}
