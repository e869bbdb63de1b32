import { randomBytes, randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import type { Login } from '../../../src/auth/auth.dto.ts';
import type { CreateRoom, Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import type { NewRegistration } from '../../support/account-writer.ts';
import { codeFor } from '../../support/mailbox.ts';
import { registerDirectly } from './account-door.ts';
import type { FilePayload } from './files.ts';

export const PASSWORD = 'correct horse battery';

/** A username that is unique in this run. */
export const newName = (start: string): string => `${start}_${randomBytes(7).toString('hex')}`.slice(0, 20);

/** An account at the REST API: prepares state before a browser opens. */
export class Account {
  private token = '';
  id = '';

  private constructor(
    readonly url: string,
    readonly username: string,
    readonly name: string,
  ) {}

  /**
   * At the shared server the registration is written directly: tests about accounts and mail use the pages.
   * @param name the display name; its first word begins the username, unless a username is given
   */
  static async register(
    name: string,
    url = process.env.PARLEY_URL ?? '',
    username = newName(name.toLowerCase().replace(/[^a-z].*/, '')),
    email = `${username}@example.org`,
  ): Promise<Account> {
    const account = new Account(url, username, name);
    const registration = { username, email, password: PASSWORD, displayName: name };
    const code =
      url === process.env.PARLEY_URL ? await registerDirectly(registration) : await register(account, registration);
    const login = await account.ask<Login>('POST', '/auth/verify-email', { email, code });
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

  /** Connects without a browser, so that others see the account as online. @returns how to disconnect */
  async goOnline(): Promise<() => void> {
    const socket = io(this.url, { transports: ['websocket'], forceNew: true, auth: { token: this.token } });
    await socket.timeout(10_000).emitWithAck('sync', { rooms: [] });
    return () => socket.close();
  }

  createRoom(name: string, more: Partial<CreateRoom> = {}): Promise<Room> {
    return this.ask('POST', '/rooms', { name, kind: 'private', ...more });
  }

  /** A private room with the others as members. */
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

  /** Marks all messages of a room as read. */
  async markRead({ id }: Room): Promise<void> {
    const { lastSeq } = await this.ask<Room>('GET', `/rooms/${id}`);
    await this.ask('PUT', `/rooms/${id}/read`, { seq: lastSeq });
  }

  sendMessage({ id }: Room, body: string, replyToId?: string, attachmentIds: string[] = []): Promise<Message> {
    const more = { ...(replyToId && { replyToId }), ...(attachmentIds.length > 0 && { attachmentIds }) };
    return this.ask('POST', `/rooms/${id}/messages`, { clientId: randomUUID(), body, ...more });
  }

  /** Uploads files and sends them. @param fields beside the file, as `waveform` for a voice message */
  async sendFiles(
    room: Room,
    body: string,
    files: FilePayload[],
    fields: Record<string, string> = {},
  ): Promise<Message> {
    const ids: string[] = [];
    for (const file of files) ids.push(await this.upload(file, fields));
    return this.sendMessage(room, body, undefined, ids);
  }

  react({ id }: Message, emoji: string): Promise<void> {
    return this.ask('PUT', `/messages/${id}/reactions/${encodeURIComponent(emoji)}`);
  }

  pin({ id }: Message): Promise<void> {
    return this.ask('PUT', `/messages/${id}/pin`);
  }

  private async upload({ name, mimeType, buffer }: FilePayload, fields: Record<string, string>): Promise<string> {
    const body = new FormData();
    for (const [key, value] of Object.entries(fields)) body.append(key, value);
    body.append('file', new Blob([new Uint8Array(buffer)], { type: mimeType }), name);
    const headers = { authorization: `Bearer ${this.token}` };
    const response = await fetch(`${this.url}/api/v1/uploads`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`${name} → ${response.status} ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  }
}

/** @returns the code of the mail */
async function register(account: Account, registration: NewRegistration): Promise<string> {
  await account.ask('POST', '/auth/register', registration);
  return codeFor(registration.email);
}
