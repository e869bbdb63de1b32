import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChatSocket } from '../connection/chat-socket.ts';
import { FakeSocket, provideFakeSocket } from '../testing/fake-socket.ts';
import { bob, room, text } from '../testing/samples.ts';
import { RoomsStore } from './rooms-store.ts';

describe('the rooms store, while `sync` is on its way', () => {
  let server: FakeSocket;
  let socket: ChatSocket;
  let rooms: RoomsStore;

  beforeEach(() => {
    server = new FakeSocket();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), provideFakeSocket(server)],
    });
    rooms = TestBed.inject(RoomsStore);
    socket = TestBed.inject(ChatSocket);
    socket.start({ userId: 'ada', token: () => '', renew: () => Promise.resolve() });
  });

  it('applies messages that arrive before their room', () => {
    server.emitFromServer('receive_message', text(4, { author: bob }));
    rooms.startFrom([room()]);
    expect(rooms.room('room')).toMatchObject({ lastSeq: 4, unreadCount: 1, lastMessage: { id: 'm4' } });
  });

  it('includes a room that was joined after the answer was made', () => {
    server.emitFromServer('room_joined', room({ id: 'new' }));
    rooms.startFrom([room()]);
    expect(rooms.all().map(({ id }) => id)).toEqual(['new', 'room']);
  });

  it('discards events of an earlier connection: the answer is newer', () => {
    server.emitFromServer('room_left', { roomId: 'room', reason: 'left' });
    socket.reconnect();
    socket.retryNow();
    rooms.startFrom([room()]);
    expect(rooms.room('room')).toBeDefined();
  });

  it('applies events at once after the answer', () => {
    rooms.startFrom([room()]);
    server.emitFromServer('receive_message', text(4, { author: bob }));
    expect(rooms.room('room')).toMatchObject({ unreadCount: 1 });
  });
});
