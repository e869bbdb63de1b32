import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChatSocket } from '../connection/chat-socket.ts';
import { FakeSocket, provideFakeSocket } from '../testing/fake-socket.ts';
import { bob, room, text } from '../testing/samples.ts';
import { RoomsStore } from './rooms-store.ts';

describe('the rooms, while `sync` is on its way', () => {
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

  it('keep what is said in rooms they do not know yet', () => {
    server.emitFromServer('receive_message', text(4, { author: bob }));
    rooms.startFrom([room()]);
    expect(rooms.room('room')).toMatchObject({ lastSeq: 4, unreadCount: 1, lastMessage: { id: 'm4' } });
  });

  it('keep a room that was joined after the answer was made', () => {
    server.emitFromServer('room_joined', room({ id: 'new' }));
    rooms.startFrom([room()]);
    expect(rooms.all().map(({ id }) => id)).toEqual(['new', 'room']);
  });

  it('forget what an earlier connection said: the answer knows better', () => {
    server.emitFromServer('room_left', { roomId: 'room', reason: 'left' });
    socket.reconnect();
    socket.retryNow();
    rooms.startFrom([room()]);
    expect(rooms.room('room')).toBeDefined();
  });

  it('take events at once from the answer on', () => {
    rooms.startFrom([room()]);
    server.emitFromServer('receive_message', text(4, { author: bob }));
    expect(rooms.room('room')).toMatchObject({ unreadCount: 1 });
  });
});
