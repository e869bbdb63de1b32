import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login, Registered } from '../../../src/auth/auth.dto.ts';
import type {
  InvitationPreview,
  Invitations,
  InvitationWithLink,
} from '../../../src/auth/invitations/invitations.dto.ts';
import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import type { History } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { mailTo } from '../../support/mailbox.ts';
import { ApiClient, eventually, type Member, newMember, newName, PASSWORD, refused } from '../../support/member.ts';

describe('an invitation into rooms', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    ada = await newMember(app.url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Launch', kind: 'private' });
    await ada.goOnline();
    await ada.send(room, 'said before anybody came');
  });

  afterAll(async () => {
    ada.goOffline();
    await app.close();
  });

  const invalid = refused(404, 'invitation_not_valid');
  const tokenIn = (text: string) => /\/invite\/([\w-]+)/.exec(text)?.[1] ?? '';
  const mailed = async (terms: object, email = `${newName()}@example.org`) => {
    await ada.must<Invitations>('POST', '/invitations', { emails: [email], ...terms });
    const { text } = await mailTo(email);
    return { email, text, token: tokenIn(text) };
  };
  const link = async (terms: object) => {
    const { url, invitation } = await ada.must<InvitationWithLink>('POST', '/invitations/links', terms);
    return { id: invitation.id, token: tokenIn(url) };
  };
  const roomNames = async (client: ApiClient) =>
    (await client.must<RoomPage>('GET', '/rooms')).items.map(({ name }) => name);
  const signedIn = ({ accessToken }: Login) => Object.assign(new ApiClient(app.url), { token: accessToken });
  const accept = async ({ email, token }: { email: string; token: string }) => {
    const input = { email, displayName: 'Ina', password: PASSWORD, invitation: token };
    const { body } = await new ApiClient(app.url).ask<Registered>('POST', '/auth/register', input);
    if (!body.login) throw new Error(JSON.stringify(body));
    return { id: body.login.user.id, client: signedIn(body.login) };
  };
  const enter = (invitation: string) =>
    new ApiClient(app.url).ask<Login>('POST', '/auth/guest', { displayName: newName(), invitation });

  test('adds a member with the account, and the room hears who has added them', async () => {
    const invitation = await mailed({ roomIds: [room.id, room.id] });
    expect(invitation.text).toContain('Launch');
    const preview = await new ApiClient(app.url).must<InvitationPreview>(
      'GET',
      `/invitations/lookup/${invitation.token}`,
    );
    expect(preview).toMatchObject({ rooms: [{ name: 'Launch' }], role: 'member', email: invitation.email });
    const { id, client } = await accept(invitation);
    expect(await roomNames(client)).toEqual(expect.arrayContaining(['Launch', 'Lobby']));
    const notice = await eventually(
      () => ada.receivedMessages(room.id).find(({ system }) => system?.userId === id),
      'the notice',
    );
    expect(notice.system).toMatchObject({ event: 'member_joined', userId: id, byId: ada.id });
    await ada.receives('member_changed', ({ roomId, userId }) => roomId === room.id && userId === id);
    const { items } = await client.must<History>('GET', `/rooms/${room.id}/messages`);
    expect(items.map(({ body }) => body)).toContain('said before anybody came');
  });

  test('lets a guest in by a name, into its rooms and from then on', async () => {
    const { token, id } = await link({ role: 'guest', roomIds: [room.id], uses: 1 });
    const { status, body } = await enter(token);
    expect({ status, role: body.user.role }).toEqual({ status: 201, role: 'guest' });
    const guest = signedIn(body);
    expect(await roomNames(guest)).toEqual(['Launch']);
    const { items } = await guest.must<History>('GET', `/rooms/${room.id}/messages`);
    expect(items.map(({ body: text }) => text)).not.toContain('said before anybody came');
    await ada.receives('member_changed', ({ userId }) => userId === body.user.id);
    expect(await enter(token)).toMatchObject(invalid);
    const found = await ada.must<{ items: { id: string; acceptedBy: object[] }[] }>('GET', '/invitations');
    expect(found.items.find((each) => each.id === id)).toMatchObject({
      state: 'accepted',
      acceptedBy: [{ id: body.user.id }],
    });
  });

  test('whose last use two guests take at once lets one of them in', async () => {
    const { token } = await link({ role: 'guest', roomIds: [room.id], uses: 1 });
    const answers = await Promise.all([enter(token), enter(token), enter(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
  });

  test('is to come as what it says', async () => {
    const [guests, members] = [await mailed({ role: 'guest', roomIds: [room.id] }), await mailed({})];
    expect(guests.text).toContain('as a guest');
    expect(await enter(members.token)).toMatchObject(invalid);
    const input = { email: guests.email, displayName: 'Ina', password: PASSWORD, invitation: guests.token };
    expect(await new ApiClient(app.url).ask('POST', '/auth/register', input)).toMatchObject(invalid);
    expect(await enter(guests.token)).toMatchObject({ status: 201 });
  });

  test('is not made to rooms of others, nor of guests where there are none', async () => {
    const hidden = await admin.must<Room>('POST', '/rooms', { name: 'Hidden', kind: 'private' });
    for (const roomIds of [[hidden.id], [randomUUID()]])
      expect(await ada.ask('POST', '/invitations/links', { roomIds })).toMatchObject(refused(404, 'room_not_found'));
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${admin.id}`);
    expect(await ada.ask('POST', '/invitations/links', { roomIds: [direct.id] })).toMatchObject(
      refused(403, 'forbidden'),
    );
    const lobby = (await ada.must<RoomPage>('GET', '/rooms')).items.find((each) => each.lobby);
    const terms = { roomIds: [lobby?.id], role: 'guest' };
    expect(await ada.ask('POST', '/invitations/links', terms)).toMatchObject(refused(403, 'forbidden'));
    const { token } = await link({ role: 'guest', roomIds: [room.id] });
    await admin.must('PATCH', '/admin/settings', { guestAccess: false });
    const off = refused(403, 'guests_not_allowed');
    expect(await enter(token)).toMatchObject(off);
    expect(await ada.ask('POST', '/invitations/links', { role: 'guest' })).toMatchObject(off);
    await admin.must('PATCH', '/admin/settings', { guestAccess: true });
    expect(await enter(token)).toMatchObject({ status: 201 });
  });

  test('leaves out a room that the inviter has left, or that is gone', async () => {
    const [left, gone] = await Promise.all(
      ['Left', 'Gone'].map((name) => ada.must<Room>('POST', '/rooms', { name, kind: 'private' })),
    );
    await admin.must('POST', '/rooms/join', { code: left?.code });
    const invitation = await mailed({ roomIds: [room.id, left?.id, gone?.id] });
    await ada.must('PATCH', `/rooms/${left?.id}/members/${admin.id}`, { role: 'owner' });
    await ada.must('POST', `/rooms/${left?.id}/leave`);
    await ada.must('DELETE', `/rooms/${gone?.id}`);
    const { client } = await accept(invitation);
    const names = await roomNames(client);
    expect(names).toContain('Launch');
    expect(names).not.toContain('Left');
    expect(names).not.toContain('Gone');
  });

  test('counts for a person who registers with the address in another way', async () => {
    const { email, token } = await mailed({ roomIds: [room.id] });
    const person = await newMember(app.url, email.split('@')[0]);
    expect(await roomNames(person)).toContain('Launch');
    expect(await new ApiClient(app.url).ask('GET', `/invitations/lookup/${token}`)).toMatchObject(invalid);
  });
});
