import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Changes } from '@api/timeline/message.dto.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChatSocket } from '../connection/chat-socket.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { FakeSocket, provideFakeSocket } from '../testing/fake-socket.ts';
import { ada, history, room, text } from '../testing/samples.ts';
import { MessagesStore } from './messages-store.ts';

describe('the history of rooms on a device', () => {
  let store: MessagesStore;
  let http: HttpTestingController;
  let socket: FakeSocket;
  const shownSeqs = () => store.window('room')?.messages.map(({ seq }) => seq);
  const asked = (path: string) => http.expectOne((request) => request.url === `/api/v1/rooms/room/${path}`);
  const changes = (seqs: [seq: number, revision: number][], more: boolean): Changes => ({
    items: seqs.map(([seq, revision]) => text(seq, { revision })),
    revision: Math.max(...seqs.map(([, revision]) => revision)),
    more,
    reset: false,
    epoch: 1,
  });

  beforeEach(async () => {
    socket = new FakeSocket();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), provideFakeSocket(socket)],
    });
    store = TestBed.inject(MessagesStore);
    http = TestBed.inject(HttpTestingController);
    TestBed.inject(ChatSocket).start({ userId: 'ada', token: () => '', renew: () => Promise.resolve() });
    TestBed.inject(RoomsStore).startFrom([room()]);
    const opened = store.open('room', null);
    asked('messages').flush(history([1, 2, 3]));
    await opened;
  });

  it('puts all pages of changes together before any is applied, because a single page may have gaps', async () => {
    const taken = store.applySyncChanges([{ roomId: 'room', ...changes([[5, 5]], true) }], []);
    asked('changes').flush(changes([[4, 6]], false));
    await taken;
    expect(shownSeqs()).toEqual([1, 2, 3, 4, 5]);
    expect(store.window('room')).toMatchObject({ hasAfter: false, revision: 6 });
  });

  it('requests the next page from the end of the first', async () => {
    const taken = store.applySyncChanges([{ roomId: 'room', ...changes([[4, 4]], true) }], []);
    const next = asked('changes');
    expect(next.request.params.get('since')).toBe('4');
    next.flush(changes([[5, 5]], false));
    await taken;
    expect(shownSeqs()).toEqual([1, 2, 3, 4, 5]);
  });

  it('shows the newest name, whatever was loading when it changed', async () => {
    const renamed = { ...ada, displayName: 'Countess', revision: 2 };
    const opened = store.showNewest('room');
    socket.emitFromServer('user_changed', renamed);
    asked('messages').flush(history([2, 3]));
    await opened;
    socket.emitFromServer('receive_message', text(4));
    socket.emitFromServer('user_changed', { ...ada, displayName: 'Late', revision: 1 });
    const authors = () => store.window('room')?.messages.map(({ author }) => author);
    expect(authors()).toEqual([renamed, renamed, renamed]);
    const again = { ...ada, displayName: 'Ada King', revision: 3 };
    socket.emitFromServer('receive_message', text(5, { author: again }));
    expect(authors()?.at(-1)).toEqual(again);
  });

  it('loads anew when it is too far behind', async () => {
    const taken = store.applySyncChanges(
      [{ roomId: 'room', items: [], revision: 0, more: false, reset: true, epoch: 1 }],
      [],
    );
    asked('messages').flush(history([8, 9]));
    await taken;
    expect(shownSeqs()).toEqual([8, 9]);
  });
});
