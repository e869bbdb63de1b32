import { computed, inject, Injectable } from '@angular/core';
import type { Block, BlockList } from '@api/blocks/blocks.dto.ts';
import { Api } from '../api/api.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { valuesOf } from '../personal/personal-state.ts';
import { PersonalStore } from '../personal/personal-store.ts';

/** The people whom the reader has blocked. */
@Injectable({ providedIn: 'root' })
export class BlocksStore {
  private readonly api = inject(Api);
  private readonly personal = inject(PersonalStore);
  private readonly socket = inject(ChatSocket);

  /** By person. */
  readonly entries = computed(() => valuesOf(this.personal.state(), 'block'));

  isBlocked(userId: string | undefined): boolean {
    return userId !== undefined && this.entries().has(userId);
  }

  async block(userId: string): Promise<void> {
    await this.api.put(`/users/me/blocks/${userId}`);
    await this.afterChange();
  }

  async unblock(userId: string): Promise<void> {
    await this.api.delete(`/users/me/blocks/${userId}`);
    await this.afterChange();
  }

  async list(): Promise<Block[]> {
    return (await this.api.get<BlockList>('/users/me/blocks')).items;
  }

  /** While the socket is down the change is not told by it. */
  private async afterChange(): Promise<void> {
    if (this.socket.phase() !== 'live') await this.personal.refresh();
  }
}
