import { Injectable } from '@nestjs/common';
import { RealtimeService } from '../transport/realtime.service.ts';
import { StateBroadcasterFactory } from '../transport/state-broadcaster.ts';
import type { PersonalItem } from './personal.dto.ts';
import { PersonalNotifier } from './personal-notifier.ts';
import { PersonalStream } from './personal-stream.service.ts';
import { type PersonalKey, PersonalRepository } from './personal.repository.ts';

/** Tells the connections of a person, on every node, what has changed for them (`personal_changed`), and notifies them. */
@Injectable()
export class PersonalBroadcaster {
  constructor(
    stream: PersonalStream,
    repository: PersonalRepository,
    notifier: PersonalNotifier,
    realtime: RealtimeService,
    broadcasters: StateBroadcasterFactory,
  ) {
    // What only a person sees is closed to personal tokens.
    const devicesOf = (userId: string) => realtime.socketsOfUser(userId).filter(({ data }) => !data.caller.token);
    const broadcaster = broadcasters.create<PersonalKey, PersonalItem>({
      topic: 'personal_changed',
      audienceOf: ({ userId }) => `user:${userId}`,
      read: async (key) => {
        const sockets = devicesOf(key.userId);
        const item = sockets.length ? await stream.item(key) : undefined;
        // First what rings, by the change that is told and not one that followed: a connection that is cut in between learns
        // of the change again.
        if (item) await notifier.notify(sockets, key.userId, [{ ...item, revision: key.revision }]);
        return item;
      },
      emit: ({ userId }, item) => {
        for (const socket of devicesOf(userId)) socket.emit('personal_changed', item);
      },
      versions: {
        idOf: ({ userId, kind, id }) => `${userId} ${kind} ${id}`,
        versionOf: ({ revision }) => revision,
        recent: async () => (await repository.recentChanges()).map((key) => ({ key, version: key.revision })),
        once: true,
      },
    });
    stream.onChange((key) => broadcaster.publish(key));
  }
}
