import { randomBytes, randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import type { Login } from '../../../src/auth/auth.dto.ts';
import type { CreateRoom, Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { codeFor } from '../../support/mailbox.ts';
import type { MadeFile } from './files.ts';

export const PASSWORD = 'correct horse battery';

/** A username that nobody in this run has. */
export const newName = (start: string): string => `${start}_${randomBytes(7).toString('hex')}`.slice(0, 20);

/** Somebody with an account, at the REST door: for what has to be there before the browser opens. */
export class Account {
  private token = '';
  id = '';

  private constructor(
    readonly url: string,
    readonly username: string,
    readonly name: string,
  ) {}

  /** @param name shown to others; the first part of it begins the username, unless there is one */
  static async open(
    name: string,
    url = process.env.PARLEY_URL ?? '',
    username = newName(name.toLowerCase().replace(/[^a-z].*/, '')),
    email = `${username}@example.org`,
  ): Promise<Account> {
    const account = new Account(url, username, name);
    await account.ask('POST', '/auth/register', { username, email, password: PASSWORD, displayName: name });
    const login = await account.ask<Login>('POST', '/auth/verify-email', { email, code: await codeFor(email) });
    account.token = login.accessToken;
    account.id = login.user.id;
    return account;
  }

  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} → ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** Connects without a browser: for others to see that somebody is there. @returns how to leave */
  async goOnline(): Promise<() => void> {
    const socket = io(this.url, { transports: ['websocket'], forceNew: true, auth: { token: this.token } });
    await socket.timeout(10_000).emitWithAck('sync', { rooms: [] });
    return () => socket.close();
  }

  createRoom(name: string, more: Partial<CreateRoom> = {}): Promise<Room> {
    return this.ask('POST', '/rooms', { name, kind: 'private', ...more });
  }

  /** A private room with others in it. */
  async createRoomWith(others: Account[], name: string, more: Partial<CreateRoom> = {}): Promise<Room> {
    const room = await this.createRoom(name, more);
    for (const other of others) await other.join(room);
    return room;
  }

  join({ code }: Room): Promise<Room> {
    return this.ask('POST', '/rooms/join', { code });
  }

  mute({ id }: Account, room: Room): Promise<void> {
    return this.ask('PATCH', `/rooms/${room.id}/members/${id}`, { mutedUntil: '9999-01-01T00:00:00Z' });
  }

  unmute({ id }: Account, room: Room): Promise<void> {
    return this.ask('PATCH', `/rooms/${room.id}/members/${id}`, { mutedUntil: null });
  }

  directRoomWith(other: Account): Promise<Room> {
    return this.ask('PUT', `/rooms/direct/${other.id}`);
  }

  async lobby(): Promise<Room> {
    const { items } = await this.ask<RoomPage>('GET', '/rooms');
    return items.find(({ lobby }) => lobby) ?? Promise.reject(new Error(`${this.name} is not in the Lobby`));
  }

  /** Reads everything that was said there so far. */
  async read({ id }: Room): Promise<void> {
    const { lastSeq } = await this.ask<Room>('GET', `/rooms/${id}`);
    await this.ask('PUT', `/rooms/${id}/read`, { seq: lastSeq });
  }

  say({ id }: Room, body: string, replyToId?: string, attachmentIds: string[] = []): Promise<Message> {
    const more = { ...(replyToId && { replyToId }), ...(attachmentIds.length > 0 && { attachmentIds }) };
    return this.ask('POST', `/rooms/${id}/messages`, { clientId: randomUUID(), body, ...more });
  }

  /** With files, which are uploaded first. @param fields beside the file, as `waveform` for a voice message */
  async send(room: Room, body: string, files: MadeFile[], fields: Record<string, string> = {}): Promise<Message> {
    const ids: string[] = [];
    for (const file of files) ids.push(await this.upload(file, fields));
    return this.say(room, body, undefined, ids);
  }

  react({ id }: Message, emoji: string): Promise<void> {
    return this.ask('PUT', `/messages/${id}/reactions/${encodeURIComponent(emoji)}`);
  }

  pin({ id }: Message): Promise<void> {
    return this.ask('PUT', `/messages/${id}/pin`);
  }

  private async upload({ name, mimeType, buffer }: MadeFile, fields: Record<string, string>): Promise<string> {
    const body = new FormData();
    for (const [key, value] of Object.entries(fields)) body.append(key, value);
    body.append('file', new Blob([new Uint8Array(buffer)], { type: mimeType }), name);
    const headers = { authorization: `Bearer ${this.token}` };
    const response = await fetch(`${this.url}/api/v1/uploads`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`${name} → ${response.status} ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  }
}
