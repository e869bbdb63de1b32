import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../src/common/database/database.ts';
import { AttentionLedger } from '../../src/notifications/attention/attention-ledger.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { User } from '../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { eventually, type Member, newMember, newMembers, PASSWORD } from '../support/member.ts';

/** All columns that name a person. */
const COLUMNS = `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
  WHERE table_schema = 'public' AND data_type = 'uuid'
    AND (column_name ~ '(^|_)(user|author|uploader|actor|target|person|guest|reporter)_id$' OR column_name ~ '_by$')
  UNION SELECT conrelid::regclass || '.' || attname FROM pg_constraint
    JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
  WHERE contype = 'f' AND confrelid = 'users'::regclass ORDER BY 1`;

/**
 * What a person gets of a column's rows in the export of their data (a field of the file, or why none), and whether its
 * rows still name them once the account is deleted. A new column stands here before this suite passes.
 */
const columns: [column: string, exported: string, atTheEnd: 'gone' | 'kept'][] = [
  ['attachments.uploader_id', 'messages', 'kept'], // with messages that stay, of "Deleted account"
  ['attention_log.user_id', 'notifications', 'gone'],
  ['audit_log.actor_id', 'not: what administrators may look up, not its persons', 'kept'],
  ['audit_log.target_id', 'not: what administrators may look up, not its persons', 'kept'],
  ['begun_uploads.uploader_id', 'not: gone within a day', 'gone'],
  ['calls.started_by', 'calls', 'kept'], // of "Deleted account", for 30 days
  ['command_runs.user_id', 'not: gone within the hour', 'kept'], // by an id that names nobody
  ['commands.bot_id', 'not: a program', 'kept'],
  ['commands.created_by', 'not: an act for rooms', 'kept'],
  ['custom_emoji.created_by', 'customEmoji', 'kept'], // of "Deleted account"
  ['data_export_parts.user_id', 'not: the export itself', 'gone'],
  ['data_exports.user_id', 'not: the export itself', 'gone'],
  ['drafts.user_id', 'drafts', 'gone'],
  ['email_changes.user_id', 'emailChange', 'gone'],
  ['email_undos.user_id', 'formerEmails', 'gone'],
  ['former_usernames.user_id', 'formerUsernames', 'gone'],
  ['hooks.bot_id', 'not: a program', 'kept'],
  ['hooks.created_by', 'not: an act for a room', 'kept'],
  ['identities.user_id', 'identities', 'gone'],
  ['invitation_acceptances.user_id', 'invitations', 'gone'],
  ['invitations.invited_by', 'invitations', 'kept'], // who let a person in, for administrators
  ['keyword_hits.user_id', 'not: the keywords are in account', 'gone'],
  ['messages.author_id', 'messages', 'kept'], // of "Deleted account", unless they are deleted with it
  ['messages.forwarded_author_id', 'not: who wrote what others have forwarded', 'kept'],
  ['passkeys.user_id', 'secondFactor', 'gone'],
  ['password_resets.user_id', 'not: gone within an hour', 'gone'],
  ['person_head.user_id', 'not: a number', 'gone'],
  ['personal_changes.user_id', 'not: numbers of what stands elsewhere', 'gone'],
  ['poll_options.added_by', 'pollOptions', 'kept'], // of "Deleted account"
  ['poll_votes.user_id', 'pollVotes', 'kept'], // of "Deleted account"
  ['proofs.user_id', 'not: gone within minutes', 'gone'],
  ['push_devices.user_id', 'pushDevices', 'gone'],
  ['pushes.user_id', 'not: gone within three days', 'gone'],
  ['reactions.user_id', 'reactions', 'kept'], // of "Deleted account"
  ['recovery_codes.user_id', 'secondFactor', 'gone'],
  ['registrations.guest_id', 'not: gone within a day', 'gone'],
  ['reports.author_id', 'not: what others have reported', 'kept'], // by an id that names nobody
  ['reports.decided_by', 'not: an act of a moderator', 'kept'],
  ['reports.reporter_id', 'reports', 'kept'], // for those who decide, by an id that names nobody
  ['room_bans.banned_by', 'not: an act of a moderator', 'kept'],
  ['room_bans.user_id', 'not: rooms keep whom they have banned', 'kept'],
  ['room_departures.user_id', 'not: that a room is left, and since when', 'kept'], // by an id that names nobody
  ['room_members.user_id', 'rooms', 'gone'],
  ['room_mutes.muted_by', 'not: an act of a moderator', 'kept'],
  ['room_mutes.user_id', 'rooms', 'gone'],
  ['room_sections.user_id', 'roomSections', 'gone'],
  ['rooms.created_by', 'rooms', 'kept'],
  ['saved_messages.user_id', 'savedMessages', 'gone'],
  ['scheduled_messages.user_id', 'scheduledMessages', 'gone'],
  ['sessions.user_id', 'sessions', 'kept'], // for 30 days, as docs/operations/retention.md says
  ['settings.changed_by', 'not: an act of an administrator', 'kept'],
  ['sign_in_devices.user_id', 'not: hashes of browsers', 'gone'],
  ['subscriptions.bot_id', 'not: a program', 'kept'],
  ['subscriptions.created_by', 'subscriptions', 'kept'], // which stop with the bots of the account
  ['thread_followers.user_id', 'followedThreads', 'gone'],
  ['threads.resolved_by', 'not: an act for a room', 'kept'], // of "Deleted account"
  ['totp.user_id', 'secondFactor', 'gone'],
  ['user_blocks.blocked_id', 'not: whom others have blocked', 'kept'], // by an id that names nobody
  ['user_blocks.user_id', 'blockedPeople', 'gone'],
  ['user_group_members.user_id', 'groups', 'gone'],
  ['users.bot_owner_id', 'bots', 'kept'], // which stop with the account, until another person answers for them
];

describe('personal data', () => {
  let app: TestApp;
  let database: Database;
  let ada: Member;
  let ben: Member;

  beforeAll(async () => {
    app = await startApp();
    database = app.nest.get(Database);
    await newMember(app.url); // the administrator, whose account a server needs
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    for (const person of [ada, ben]) await person.goOnline();
  });
  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await app.close();
  });

  test('stands in the table above, column by column', async () => {
    const found = await database.query<{ name: string }>(COLUMNS);
    expect(found.map(({ name }) => name)).toEqual(columns.map(([column]) => column));
  });

  test('is in the export where the table says so, and names nobody any more where it is gone', async () => {
    const room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'public' });
    await ben.must('POST', `/rooms/${room.id}/join`, {});
    const root = await ada.send(room, 'What is new?');
    const { id } = await ben.command('send_message', {
      roomId: room.id,
      clientId: randomUUID(),
      body: 'All of it',
      replyToId: root.id,
    });
    await ben.must('PUT', `/messages/${root.id}/reactions/${encodeURIComponent('👍')}`);
    await ben.must('PUT', `/messages/${id}/thread/following`);
    await ben.must('PUT', `/messages/${root.id}/saved`, { note: 'read again' });
    await ben.must('POST', '/bots', { username: `bot_${randomUUID().slice(0, 8)}` });
    await ben.must('POST', '/sections', { name: 'For work' });
    await ben.must('POST', `/messages/${root.id}/reports`, { reason: 'other', note: 'look at it' });
    await ben.must('PUT', `/users/me/blocks/${ada.id}`);
    await ben.must('PUT', `/rooms/${room.id}/draft`, { body: 'not sent yet', baseVersion: 0 });
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    await ben.must('POST', `/rooms/${room.id}/scheduled`, { clientId: randomUUID(), body: 'for later', sendAt });
    const poll = { options: ['Looms', 'Engines'], adding: true };
    const asked = await ada.command('send_message', {
      roomId: room.id,
      clientId: randomUUID(),
      body: 'More of?',
      poll,
    });
    await ben.must('POST', `/messages/${asked.id}/poll/options`, { text: 'Both' });
    const optionId = asked.poll?.options[1]?.id;
    await ben.must('PUT', `/messages/${asked.id}/poll/votes`, { optionIds: [optionId] });
    await ben.must('PATCH', '/users/me', { username: `was_${randomUUID().slice(0, 8)}` });
    await ben.must('POST', '/users/me/export');
    const file = await eventually(async () => {
      const answer = await ben.ask<Record<string, unknown>>('GET', '/users/me/export/content');
      return answer.status === 200 && answer.body;
    }, 'the export is ready');
    const fields = new Set(columns.map(([, exported]) => exported).filter((exported) => !exported.startsWith('not: ')));
    expect(Object.keys(file)).toEqual(expect.arrayContaining([...fields]));
    expect(file).toMatchObject({
      bots: [{ bot: true }],
      messages: [{ body: 'All of it' }],
      pollOptions: [{ messageId: asked.id, text: 'Both' }],
      pollVotes: [{ messageId: asked.id, optionId }],
      reactions: [{ messageId: root.id, emoji: '👍' }],
      blockedPeople: [{ userId: ada.id }],
      reports: [{ messageId: root.id, note: 'look at it' }],
      drafts: [{ body: 'not sent yet' }],
      roomSections: [{ name: 'For work' }],
      scheduledMessages: [{ body: 'for later' }],
      savedMessages: [{ note: 'read again' }],
      formerUsernames: [{ username: ben.username }],
    });

    const changed = await ben.must<User>('GET', '/users/me');
    await ada.send(room, `@${changed.username}, are you still here?`);
    await ben.must('DELETE', '/users/me', { password: PASSWORD });
    await app.nest.get(AttentionLedger).beforeApplicationShutdown(); // writes what still waits
    const gone = columns.filter(([, , atTheEnd]) => atTheEnd === 'gone').map(([column]) => column);
    await eventually(async () => (await naming(gone)).length === 0, 'it is cleared away', 5_000).catch(() => undefined);
    expect(await naming(gone)).toEqual([]);
  });

  /** Those of the columns that name Ben. */
  async function naming(names: string[]): Promise<string[]> {
    const found: string[] = [];
    for (const name of names) {
      const [table, column] = name.split('.');
      const rows = await database.query(`SELECT FROM ${table} WHERE ${column} = $1 LIMIT 1`, [ben.id]);
      if (rows.length) found.push(name);
    }
    return found;
  }
});
