import { computed, inject, Injectable } from '@angular/core';
import { mayAddEmoji } from '@api/shared/emoji.policy.ts';
import { ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';

/** What the reader may do with the emoji of the server. */
@Injectable({ providedIn: 'root' })
export class EmojiRights {
  private readonly session = inject(Session);
  private readonly server = inject(ServerInfo);

  readonly mayAdd = computed(() => {
    const role = this.session.me()?.role;
    const by = this.server.current()?.emojiBy;
    return role !== undefined && by !== undefined && mayAddEmoji(role, by);
  });
}
