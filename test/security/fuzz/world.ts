import { randomUUID } from 'node:crypto';
import type { SessionPage } from '../../../src/auth/auth.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { uploaded } from '../../support/files.ts';
import { png } from '../../support/generated-files/files.ts';
import { type Member, newGuest, newMember, onAnotherDevice } from '../../support/member.ts';
import type { CallerKind } from './cases.ts';

type People = Record<Exclude<CallerKind, 'nobody'>, Member> & { other: Member };

/** People, rooms, messages and files that cases name as `‹room›`, so that a case means the same in every run. */
export class World {
  private constructor(
    private readonly url: string,
    private readonly people: People,
  ) {}

  private readonly values = new Map<string, string>();

  /** The first account of a server is its administrator's. */
  static async of(url: string): Promise<World> {
    const admin = await newMember(url);
    const [member, other, guest] = await Promise.all([newMember(url), newMember(url), newGuest(url)]);
    const world = new World(url, { admin, member, other, guest });
    await world.renew();
    return world;
  }

  tokenOf(by: CallerKind): string | undefined {
    return by === 'nobody' ? undefined : this.people[by].token;
  }

  /** Makes anew what the cases before have left, deleted or ended. */
  async renew(): Promise<void> {
    await this.signInAgain();
    const { member, other, guest, admin } = this.people;
    const room = await member.must<Room>('POST', '/rooms', { name: 'Fuzz', kind: 'public' });
    const hidden = await member.must<Room>('POST', '/rooms', { name: 'Hidden', kind: 'private' });
    const spare = await member.must<Room>('POST', '/rooms', { name: 'Spare', kind: 'public' });
    for (const person of [other, admin]) await person.must('POST', `/rooms/${room.id}/join`, {});
    await guest.must('POST', '/rooms/join', { code: room.code });
    await this.fill(room, hidden, spare);
    await this.listCursors(room);
  }

  /** Only the first account is an administrator's. Others are new, for the cases before may have used up their limits. */
  private async signInAgain(): Promise<void> {
    this.people.admin = await onAnotherDevice(this.people.admin);
    // A case may have closed the doors by which the others come.
    await this.people.admin.must('PATCH', '/admin/settings', { registration: null, guestAccess: null });
    [this.people.member, this.people.other, this.people.guest] = await Promise.all([
      newMember(this.url),
      newMember(this.url),
      newGuest(this.url),
    ]);
  }

  private async fill(room: Room, hidden: Room, spare: Room): Promise<void> {
    const { member, other, guest } = this.people;
    const say = (by: Member, extra: object = {}) =>
      by.must<{ id: string }>('POST', `/rooms/${room.id}/messages`, {
        clientId: randomUUID(),
        body: 'fuzzy',
        ...extra,
      });
    const message = await say(member);
    const reply = await say(other, { replyToId: message.id });
    const file = await uploaded(member, { name: 'a.txt', bytes: Buffer.from('fuzzy') });
    const picture = await uploaded(member, { name: 'a.png', type: 'image/png', bytes: await png() });
    const [first, second] = [await uploaded(member, { name: 'b.txt', bytes: Buffer.from('b') }), picture];
    for (const { id } of [first, second]) await say(member, { attachmentIds: [id] });
    const rooms = await member.must<{ items: Room[] }>('GET', '/rooms');
    const spareFile = await uploaded(member, { name: 'c.txt', bytes: Buffer.from('c') });
    const known = {
      room: room.id,
      private: hidden.id,
      spareRoom: spare.id,
      lobby: rooms.items.find(({ lobby }) => lobby)?.id ?? room.id,
      code: room.code ?? '',
      message: message.id,
      reply: reply.id,
      file: file.id,
      spareFile: spareFile.id,
      picture: picture.id,
      access: new URL(picture.url ?? '', this.url).searchParams.get('access') ?? '',
      me: member.id,
      other: other.id,
      guest: guest.id,
      spareUser: (await newGuest(this.url)).id,
      username: member.username,
      token: member.token ?? '',
      upload: await this.beginUpload(member),
      avatar: '0123456789abcdef'.repeat(2),
    };
    for (const [name, value] of Object.entries(known)) this.values.set(name, value);
  }

  private async beginUpload({ token }: Member): Promise<string> {
    const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', 'upload-length': '50' };
    const { headers: given } = await fetch(`${this.url}/api/v1/uploads/resumable`, { method: 'POST', headers });
    return given.get('location')?.split('/').at(-1) ?? 'x';
  }

  /** What lists answer as `next`. */
  private async listCursors(room: Room): Promise<void> {
    const lists: [string, 'member' | 'admin', string][] = [
      ['members', 'member', `/rooms/${room.id}/members`],
      ['files', 'member', `/rooms/${room.id}/files`],
      ['threads', 'member', `/rooms/${room.id}/threads`],
      ['users', 'member', '/users'],
      ['directory', 'member', '/rooms/directory'],
      ['search', 'member', '/search/messages?q=fuzzy'],
      ['audit', 'admin', '/admin/audit'],
    ];
    for (const [name, by, path] of lists) {
      const page = await this.people[by].must<SessionPage & { next: string | null }>(
        'GET',
        `${path}${path.includes('?') ? '&' : '?'}limit=1`,
      );
      this.values.set(`cursor.${name}`, page.next ?? '');
    }
  }

  /** The text with what `‹room›` and its like stand for; `|cut:3` cuts that off, `|flip:3` and `|wide:3` change a character. */
  fillIn(text: string): string {
    return text.replace(/‹([\w.]+)(?:\|(cut|flip|wide):(\d+))?›/g, (_, name: string, change?: string, at?: string) => {
      const value = this.values.get(name) ?? name;
      if (!change) return value;
      const index = Number(at) % (value.length + 1);
      if (change === 'cut') return value.slice(0, index);
      const instead = change === 'wide' ? 'é' : value[index] === 'A' ? 'B' : 'A';
      return value.slice(0, index) + instead + value.slice(index + 1);
    });
  }
}
