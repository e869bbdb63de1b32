import { effect, inject, Injectable, untracked } from '@angular/core';
import { limits } from '@api/shared/limits.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { UnreadBadges } from '../notifications/unread-badges.ts';
import { NotificationPresenter } from '../notifications/notification-presenter.ts';
import type { Commands } from '@api/transport/events.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { PersonalStore } from '../personal/personal-store.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { PreferencesStore } from '../users/preferences-store.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import { OfflineCacheSync } from '../offline/offline-cache-sync.ts';
import { Outbox } from '../outbox/outbox.ts';

/** Time over which the clients of a server ask for what has changed of it. */
const SERVER_INFO_SPREAD_MS = 3_000;

/** Synchronises this device: connects, fetches missed changes after every connect, sends renewed tokens. */
@Injectable({ providedIn: 'root' })
export class LiveSync {
  private readonly socket = inject(ChatSocket);
  private readonly session = inject(Session);
  private readonly server = inject(ServerInfo);
  private readonly rooms = inject(RoomsStore);
  private readonly messages = inject(MessagesStore);
  private readonly presence = inject(PresenceStore);
  private readonly personal = inject(PersonalStore);

  constructor() {
    // Created on every page, because the active tab sends messages and shows notifications for all tabs.
    inject(Outbox);
    inject(OfflineCacheSync);
    inject(NotificationPresenter);
    inject(UnreadBadges);
    inject(PreferencesStore);
    this.socket.on('session_ended', ({ reason }) => {
      this.socket.stop();
      this.session.end(reason);
    });
    this.socket.on('user_changed', (person) => {
      const me = this.session.me();
      if (me?.id !== person.id) return;
      this.session.update({ ...me, ...person });
      // The address, which only its owner sees, may be what has changed.
      if (person.revision > me.revision) void this.session.reload();
    });
    this.socket.on('server_changed', () => this.reloadServerInfo());
    effect(() => {
      if (this.socket.phase() === 'catching-up') void untracked(() => this.catchUp());
    });
    effect(() => {
      if (this.session.token()) untracked(() => void this.socket.reauthenticate());
    });
  }

  start(): void {
    this.socket.start({
      userId: this.session.me()?.id ?? '',
      token: () => this.session.token() ?? '',
      renew: () => this.session.renew(),
    });
  }

  /** Name, picture and colour of the server; not asked for by everybody at once. */
  private reloadServerInfo(): void {
    setTimeout(() => this.server.reload(), Math.random() * SERVER_INFO_SPREAD_MS);
  }

  private async sync(rooms: NonNullable<Commands['sync']['takes']['rooms']>): Promise<Commands['sync']['gives']> {
    try {
      return await this.socket.command('sync', { rooms, ...this.personal.request() });
    } catch (error) {
      // A server of the version before, as during an upgrade, does not know what is personal.
      if (error instanceof ApiProblem && 'personal' in error.fields) return this.socket.command('sync', { rooms });
      throw error;
    }
  }

  private async catchUp(): Promise<void> {
    const { connectionCount } = this.socket;
    // What changed while the connection was down was not heard.
    if (connectionCount > 1) this.reloadServerInfo();
    try {
      const rooms = this.messages.loadedRooms().slice(0, limits.roomsPerSync);
      const answer = await this.sync(rooms);
      this.session.update(answer.me);
      this.presence.apply(answer.presence);
      this.rooms.startFrom(answer.rooms);
      await this.personal.startFrom(answer.personal);
      await this.messages.applySyncChanges(answer.changes, rooms);
      this.socket.markCaughtUp();
    } catch {
      if (connectionCount === this.socket.connectionCount) this.socket.reconnect();
    }
  }
}
