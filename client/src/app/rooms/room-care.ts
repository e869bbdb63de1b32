import { inject, Injectable } from '@angular/core';
import type { Member, UpdateMember } from '@api/rooms/rooms.dto.ts';
import { Api } from '../api/api.ts';

/** What those who keep order in a room do. */
@Injectable({ providedIn: 'root' })
export class RoomCare {
  private readonly api = inject(Api);

  updateMember(roomId: string, userId: string, changes: UpdateMember): Promise<Member> {
    return this.api.patch<Member>(`/rooms/${roomId}/members/${userId}`, changes);
  }

  /** They may come back. */
  remove(roomId: string, userId: string): Promise<void> {
    return this.api.delete(`/rooms/${roomId}/members/${userId}`);
  }

  async ban(roomId: string, userId: string): Promise<void> {
    await this.api.put(`/rooms/${roomId}/bans/${userId}`);
  }
}
