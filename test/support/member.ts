import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import type { Login } from '../../src/auth/auth.dto.ts';
import type { ProblemCode, ProblemDetails } from '../../src/common/problem.ts';
import type { Ack, CommandName, Commands, EventName, Events } from '../../src/transport/events.ts';
import type { Room, RoomPage } from '../../src/rooms/rooms.dto.ts';
import type { SyncAnswer } from '../../src/sync/sync.dto.ts';
import type { Message } from '../../src/timeline/message.dto.ts';
import type { Me } from '../../src/users/users.dto.ts';
import { appAt } from './app.ts';
import { accountsOf } from './direct-accounts.ts';
import { eventually } from './eventually.ts';
import { codeFor } from './mailbox.ts';

export { eventually } from './eventually.ts';

export interface Answer<T> {
  status: number;
  body: T & Partial<ProblemDetails>;
  headers: Headers;
}

export type ReceivedEvent = { [E in EventName]: { event: E; payload: Events[E] } }[EventName];

/** A client of the REST API, signed in or not. Keeps cookies like a browser. */
export class ApiClient {
  readonly cookies = new Map<string, string>();
  token?: string;

  constructor(readonly url: string) {}

  async ask<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(this.cookies.size && { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';', 1).join().split('=');
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : undefined) as never, headers: response.headers };
  }

  /** Sends a request and throws unless it succeeds. */
  async must<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.ask<T>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} → ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The header that goes with the XSRF-TOKEN cookie. */
  get xsrf(): Record<string, string> {
    return { 'x-xsrf-token': this.cookies.get('XSRF-TOKEN') ?? '' };
  }
}

/** A user with an account, over REST and the socket. */
export class Member extends ApiClient {
  socket?: Socket;
  readonly receivedEvents: ReceivedEvent[] = [];
  /** Called with each event as it arrives; see `SimulatedClient`. */
  onEvent?: (heard: ReceivedEvent) => void;
  /** The member whose connection this tab shares. */
  private connectionOwner?: Member;

  constructor(
    url: string,
    readonly username: string,
    readonly password: string,
    public user: Me,
  ) {
    super(url);
  }

  get id(): string {
    return this.user.id;
  }

  /** The same session in another window, or at another node. */
  sameSession(at = this.url): Member {
    const window = new Member(at, this.username, this.password, this.user);
    window.token = this.token;
    for (const [name, value] of this.cookies) window.cookies.set(name, value);
    return window;
  }

  /** Another tab: it shares the connection of this one. */
  anotherTab(): Member {
    const tab = this.sameSession();
    tab.connectionOwner = this;
    return tab;
  }

  /** Opens a socket and does nothing more: no event comes before the first `sync`. */
  async connect(options: { token?: string; headers?: Record<string, string> } = {}): Promise<Socket> {
    const socket = io(this.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token: options.token ?? this.token },
      ...(options.headers && { extraHeaders: options.headers }),
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) => {
        socket.close();
        reject(error);
      });
      // A connection that breaks between the handshake and the server's answer emits no `connect_error`.
      socket.once('disconnect', (reason) => reject(new Error(`Not connected: ${reason}`)));
    });
    return socket;
  }

  /** Opens the socket and records events, without a sync. */
  async listen(): Promise<Socket> {
    const socket = this.connectionOwner?.socket ?? (await this.connect());
    this.socket = socket;
    socket.onAny((event: EventName, payload: unknown) => {
      const received = { event, payload } as ReceivedEvent;
      this.receivedEvents.push(received);
      this.onEvent?.(received);
    });
    return socket;
  }

  /** Opens the socket, records events and syncs. */
  async goOnline(rooms: Commands['sync']['takes']['rooms'] = []): Promise<SyncAnswer> {
    await this.listen();
    return this.command('sync', { rooms });
  }

  goOffline(): void {
    this.socket?.close();
    this.socket = undefined;
  }

  /** Sends a command and returns its acknowledgement, a refusal too. */
  async tryCommand<T = unknown>(command: string, payload?: unknown): Promise<Ack<T>> {
    if (!this.socket) throw new Error(`${this.username} is not online`);
    return (await this.socket.timeout(10_000).emitWithAck(command, payload)) as Ack<T>;
  }

  /** Sends a command and throws unless it succeeds. */
  async command<C extends CommandName>(command: C, payload: Commands[C]['takes']): Promise<Commands[C]['gives']> {
    const ack = await this.tryCommand<Commands[C]['gives']>(command, payload);
    if (!ack.ok) throw new Error(`${command} → ${JSON.stringify(ack.error)}`);
    return ack.data;
  }

  send(room: Room | string, body: string, clientId: string = randomUUID()): Promise<Message> {
    return this.command('send_message', { roomId: typeof room === 'string' ? room : room.id, clientId, body });
  }

  /** The received payloads of one event, oldest first. */
  eventsOf<E extends EventName>(event: E): Events[E][] {
    return this.receivedEvents.flatMap((heard) => (heard.event === event ? [heard.payload as Events[E]] : []));
  }

  /** New messages in the order of arrival, batches taken apart. */
  receivedMessages(roomId: string): Message[] {
    return this.receivedEvents
      .flatMap((heard) =>
        heard.event === 'receive_message' ? [heard.payload] : heard.event === 'receive_messages' ? heard.payload : [],
      )
      .filter((message) => message.roomId === roomId);
  }

  /** Waits until a matching event has been received. */
  async receives<E extends EventName>(
    event: E,
    fits: (payload: Events[E]) => boolean = () => true,
  ): Promise<Events[E]> {
    return eventually(() => this.eventsOf(event).find(fits), `${this.username} hears ${event}`);
  }

  async receivesMessage(roomId: string, body: string): Promise<Message> {
    return eventually(
      () => this.receivedMessages(roomId).find((message) => message.body === body),
      `${this.username} hears "${body}"`,
    );
  }
}

/** A name that is unique in this run; all suites share one mailbox. */
export const newName = (start = 'p'): string => `${start}_${randomBytes(7).toString('hex')}`.slice(0, 20);

export const PASSWORD = 'a fine long password';

/**
 * A person with an account who is signed in. Where the server runs in this process the registration is written directly;
 * suites about accounts and mail use `registerMember`.
 */
export async function newMember(url: string, name = newName()): Promise<Member> {
  const app = appAt(url);
  if (!app) return registerMember(url, name);
  const email = `${name}@example.org`;
  return verified(url, email, await accountsOf(app).register({ username: name, email, password: PASSWORD }));
}

/** Registers, verifies and signs in, all the way through mail. */
export async function registerMember(url: string, name = newName()): Promise<Member> {
  const email = `${name}@example.org`;
  await new ApiClient(url).must('POST', '/auth/register', { username: name, email, password: PASSWORD });
  return verified(url, email, await codeFor(email));
}

async function verified(url: string, email: string, code: string): Promise<Member> {
  const visitor = new ApiClient(url);
  return signedIn(visitor, await visitor.must<Login>('POST', '/auth/verify-email', { email, code }));
}

export const newMembers = (url: string, count: number): Promise<Member[]> =>
  Promise.all(Array.from({ length: count }, () => newMember(url)));

/**
 * The same user on another device, with a session of its own. Where the server runs in this process the session is
 * started directly; suites about accounts use `signInAgain`.
 */
export async function onAnotherDevice(member: Member, at = member.url): Promise<Member> {
  const app = appAt(at);
  if (!app) return signInAgain(member, at);
  const device = new ApiClient(at);
  const { accessToken, cookies } = await accountsOf(app).startSession(member.id);
  for (const [name, value] of cookies) device.cookies.set(name, value);
  device.token = accessToken;
  return signedIn(device, { user: await device.must<Me>('GET', '/users/me'), accessToken });
}

/** The same user on another device, signed in by password. */
export async function signInAgain({ username, password, url }: Member, at = url): Promise<Member> {
  const visitor = new ApiClient(at);
  return signedIn(visitor, await visitor.must<Login>('POST', '/auth/login', { login: username, password }));
}

function signedIn(visitor: ApiClient, { user, accessToken }: Pick<Login, 'user' | 'accessToken'>): Member {
  const member = new Member(visitor.url, user.username, PASSWORD, user);
  member.token = accessToken;
  for (const [key, value] of visitor.cookies) member.cookies.set(key, value);
  return member;
}

export async function lobbyOf(member: Member): Promise<Room> {
  const { items } = await member.must<RoomPage>('GET', '/rooms');
  return items.find(({ lobby }) => lobby) ?? Promise.reject(new Error(`${member.username} is not in the Lobby`));
}

/** A refusal over REST. */
export const refused = (status: number, code: ProblemCode) => ({
  status,
  body: {
    type: `urn:parley:problem:${code}`,
    status,
    code,
    title: expect.any(String),
    detail: expect.any(String),
    requestId: expect.any(String),
  },
});

/** A refusal over the socket. */
export const refusal = (status: number, code: ProblemCode) => ({ ok: false, error: { status, code } });

/** Signs a guest in by a username alone. */
export async function newGuest(url: string, username = newName('g')): Promise<Member> {
  const visitor = new ApiClient(url);
  return signedIn(visitor, await visitor.must<Login>('POST', '/auth/guest', { username }));
}
