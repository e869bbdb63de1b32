import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import sharp from 'sharp';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import { Config } from '../../../src/common/config.ts';
import type { ProblemCode } from '../../../src/common/problem.ts';
import { Database } from '../../../src/common/database/database.ts';
import type { CustomEmoji, CustomEmojiList } from '../../../src/emoji/emoji.dto.ts';
import { uploadKeysOf } from '../../../src/operations/pg-catalog.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import type { Me } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { bearer, type FileToUpload, postFile } from '../../support/files.ts';
import { gif, png } from '../../support/generated-files/files.ts';
import { lobbyOf, type Member, newGuest, newMember, newMembers, refused } from '../../support/member.ts';

describe('a custom emoji', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;
  let ben: Member;
  let guest: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url); // the first account
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    guest = await newGuest(app.url);
    for (const person of [ada, ben, guest]) await person.goOnline();
    room = await lobbyOf(ada);
  });

  afterAll(async () => {
    for (const person of [ada, ben, guest]) person.goOffline();
    await app.close();
  });

  const picture = async (): Promise<FileToUpload> => ({ name: 'a.png', bytes: await png(400, 200) });
  const add = async (name: string, by = ada, file?: FileToUpload) =>
    postFile<CustomEmoji>(by, 'POST', '/emoji', file ?? (await picture()), { name });
  const added = async (name: string, by = ada, file?: FileToUpload): Promise<CustomEmoji> => {
    const { status, body } = await add(name, by, file);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  const list = async (by = ben) => (await by.must<CustomEmojiList>('GET', '/emoji')).items;
  const named = async (name: string) => (await list()).find((emoji) => emoji.name === name);
  const react = (method: 'PUT' | 'DELETE', { id }: Message, code: string, by = ben) =>
    by.ask<Message>(method, `/messages/${id}/reactions/${encodeURIComponent(code)}`);

  test('is drawn for everybody, and tells them; its files are in the backup', async () => {
    const emoji = await added('ship_it');
    expect(emoji).toMatchObject({ name: 'ship_it', aliases: [], createdBy: ada.id, animated: false, disabled: false });
    expect(emoji.stillUrl).toBe(emoji.url);
    const [told] = await Promise.all([ben, guest].map((person) => person.receives('emoji_changed', () => true)));
    expect(await named('ship_it')).toEqual(emoji);
    expect(await list(guest)).toContainEqual({ ...emoji, createdBy: null });

    const answer = await fetch(app.url + emoji.url);
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect(await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).toMatchObject({
      format: 'webp',
      width: 128,
      height: 64,
    });

    const first = await fetch(`${app.url}/api/v1/emoji`, { headers: bearer(ben) });
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toBe(`"${told?.revision}"`);
    const ask = (by: Member) =>
      fetch(`${app.url}/api/v1/emoji`, {
        headers: { ...bearer(by), 'if-none-match': tag, 'cache-control': 'max-age=0' },
      });
    expect([(await ask(ben)).status, (await ask(guest)).status]).toEqual([304, 200]);

    const client = new Client({ connectionString: app.nest.get(Config).directDatabaseUrl });
    await client.connect();
    expect(await uploadKeysOf(client)).toContain(emoji.url.split('/').at(-1));
    await client.end();
  });

  test('that moves has a still picture, and is bounded', async () => {
    const { url, stillUrl, animated } = await added('dance', ada, { name: 'a.gif', bytes: gif(60, 8, 8) });
    expect(animated).toBe(true);
    const pages = async (address: string) => {
      const bytes = Buffer.from(await (await fetch(app.url + address)).arrayBuffer());
      return (await sharp(bytes, { animated: true }).metadata()).pages ?? 1;
    };
    expect([await pages(url), await pages(stillUrl)]).toEqual([60, 1]);
  });

  const bad: [string, string, number, ProblemCode, FileToUpload | undefined][] = [
    ['a name with capitals', 'ShipIt', 400, 'invalid_input', undefined],
    ['no name', '', 400, 'invalid_input', undefined],
    ['the name of a standard emoji', 'tada', 409, 'emoji_name_taken', undefined],
    ['a taken name', 'ship_it', 409, 'emoji_name_taken', undefined],
    ['a text', 'words', 422, 'file_type_mismatch', { name: 'a.txt', bytes: Buffer.from('words') }],
    ['too many frames', 'film', 422, 'image_too_large', { name: 'a.gif', bytes: gif(61) }],
  ];
  test.each(bad)('is refused for %s, and leaves nothing', async (_, name, status, code, file) => {
    const before = await list();
    expect(await add(name, ada, file)).toMatchObject(refused(status, code));
    expect(await list()).toEqual(before);
    const waiting = `SELECT FROM discarded_files WHERE due_at > now() + interval '5 minutes'`;
    expect(await app.nest.get(Database).query(waiting)).toEqual([]);
  });

  test('is added by people with an account, and changed by whoever added it and by moderators', async () => {
    expect(await add('from_guest', guest)).toMatchObject(refused(403, 'forbidden'));
    await added('of_ada');
    expect(await ben.ask('PATCH', '/emoji/of_ada', { name: 'of_ben' })).toMatchObject(refused(403, 'forbidden'));
    expect(await ben.ask('DELETE', '/emoji/of_ada')).toMatchObject(refused(403, 'forbidden'));
    expect(await ada.must('PATCH', '/emoji/of_ada', { alias: 'adas' })).toMatchObject({ aliases: ['adas'] });
    expect(await admin.must('DELETE', '/emoji/adas')).toMatchObject({ name: 'of_ada', disabled: true });
    expect(await ada.must('PATCH', '/emoji/of_ada', { disabled: false })).toMatchObject({ disabled: false });
    expect(await ada.ask('PATCH', '/emoji/nobody', { disabled: true })).toMatchObject(refused(404, 'emoji_not_found'));
    expect(await ada.ask('DELETE', '/emoji/%00')).toMatchObject(refused(404, 'emoji_not_found'));
    const { items } = await admin.must<AuditPage>('GET', '/admin/audit');
    const acts = items.filter(({ action, detail }) => action.startsWith('emoji_') && detail.name === 'of_ada');
    expect(acts.map(({ action, actorId }) => [action, actorId])).toEqual([
      ['emoji_enabled', ada.id],
      ['emoji_disabled', admin.id],
      ['emoji_alias_added', ada.id],
      ['emoji_added', ada.id],
    ]);
  });

  test('keeps its names for ever, and each of them is the same reaction', async () => {
    await added('hooray');
    const message = await ada.send(room, 'done :hooray:');
    expect(message.body).toBe('done :hooray:');
    const reaction = [{ emoji: ':hooray:', userIds: [ben.id] }];
    expect((await react('PUT', message, ':hooray:')).body.reactions).toEqual(reaction);
    expect(await ada.must('PATCH', '/emoji/hooray', { name: 'yay' })).toMatchObject({
      name: 'yay',
      aliases: ['hooray'],
    });
    expect((await react('PUT', message, ':yay:')).body.reactions).toEqual(reaction);
    expect(await add('hooray')).toMatchObject(refused(409, 'emoji_name_taken'));
    expect(await ada.ask('PATCH', '/emoji/of_ada', { name: 'hooray' })).toMatchObject(refused(409, 'emoji_name_taken'));
    expect(await ada.ask('PATCH', '/emoji/of_ada', { alias: 'tada' })).toMatchObject(refused(409, 'emoji_name_taken'));
    expect(await ada.must('PATCH', '/emoji/yay', { name: 'hooray' })).toMatchObject({
      name: 'hooray',
      aliases: ['yay'],
    });
  });

  test('that is disabled is offered no more, and a reaction with it can be taken back', async () => {
    await added('old_logo');
    const message = await ada.send(room, 'our logo');
    expect((await react('PUT', message, ':old_logo:')).status).toBe(200);
    await ben.must('PATCH', '/users/me', { status: { emoji: ':old_logo:', text: 'at work' } });
    await ada.must('DELETE', '/emoji/old_logo');
    expect(await react('PUT', message, ':old_logo:', ada)).toMatchObject(refused(400, 'invalid_input'));
    expect((await react('DELETE', message, ':old_logo:')).body.reactions).toEqual([]);
    // Who has it keeps it.
    const kept = await ben.must<Me>('PATCH', '/users/me', { status: { emoji: ':old_logo:', text: 'at home' } });
    expect(kept.status).toMatchObject({ emoji: ':old_logo:', text: 'at home' });
    expect(await ada.ask('PATCH', '/users/me', { status: { emoji: ':old_logo:' } })).toMatchObject(
      refused(400, 'invalid_input'),
    );
    for (const code of [':nothing:', ':a:', 'old_logo'])
      expect(await react('PUT', message, code)).toMatchObject(refused(400, 'invalid_input'));
  });
});
