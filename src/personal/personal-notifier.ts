import { Injectable } from '@nestjs/common';
import type { ParleySocket } from '../transport/realtime.service.ts';
import type { PersonalItem } from './personal.dto.ts';
import { PersonalKinds } from './personal-kinds.ts';

/** Changes that a connection remembers to have been notified of. */
const MAX_REMEMBERED = 500;

/** Notifies connections of changes that ask for attention: each connection once, whether an event or its `sync` tells the change. */
@Injectable()
export class PersonalNotifier {
  private readonly notified = new WeakMap<ParleySocket, Set<string>>();

  constructor(private readonly kinds: PersonalKinds) {}

  async notify(sockets: ParleySocket[], userId: string, changed: PersonalItem[]): Promise<void> {
    for (const [kind, items] of Map.groupBy(changed, (each) => each.kind)) {
      const found = (await this.kinds.find(kind)?.notificationsOf?.(userId, items)) ?? [];
      for (const { id, revision, notification } of found)
        for (const socket of sockets)
          if (this.isNews(socket, `${kind} ${id} ${revision}`)) socket.emit('notification', notification);
    }
  }

  private isNews(socket: ParleySocket, change: string): boolean {
    const known = this.notified.get(socket) ?? new Set();
    if (known.has(change)) return false;
    if (known.size >= MAX_REMEMBERED) known.clear();
    this.notified.set(socket, known.add(change));
    return true;
  }
}
