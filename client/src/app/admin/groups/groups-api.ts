import { inject, Injectable } from '@angular/core';
import type { CreateGroup, Group, GroupMemberPage, GroupPage, UpdateGroup } from '@api/groups/groups.dto.ts';
import { Api } from '../../api/api.ts';

/** Groups of people, which moderators and administrators make. */
@Injectable({ providedIn: 'root' })
export class GroupsApi {
  private readonly api = inject(Api);

  find(q: string, cursor?: string): Promise<GroupPage> {
    return this.api.get<GroupPage>('/groups', { q, cursor });
  }

  create(group: CreateGroup): Promise<Group> {
    return this.api.post<Group>('/groups', group);
  }

  update(id: string, changes: UpdateGroup): Promise<Group> {
    return this.api.patch<Group>(`/groups/${id}`, changes);
  }

  remove(id: string): Promise<void> {
    return this.api.delete(`/groups/${id}`);
  }

  members(id: string, cursor?: string): Promise<GroupMemberPage> {
    return this.api.get<GroupMemberPage>(`/groups/${id}/members`, { cursor, limit: 100 });
  }

  addMember(id: string, userId: string): Promise<void> {
    return this.api.put(`/groups/${id}/members/${userId}`);
  }

  removeMember(id: string, userId: string): Promise<void> {
    return this.api.delete(`/groups/${id}/members/${userId}`);
  }
}
