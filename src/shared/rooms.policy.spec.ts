import { describe, expect, test } from '@jest/globals';
import { mark, rightsTable } from '../../test/support/rights/rights-table.ts';
import { isConversation, MEMBER_ROLES, type MemberRole, type Role, ROLES, ROOM_KINDS, type RoomKind } from './roles.ts';
import {
  addingRefusal,
  codeOpens,
  type FixedRoomAct,
  fixedRoomRefusal,
  isSlowed,
  mayActUpon,
  mayBrowseDirectory,
  mayGiveRole,
  mayMentionRoom,
  mayRoom,
  mayWriteDirectly,
  previewRefusal,
  roleInRoom,
  roleOnEntering,
  ROOM_ACTIONS,
  type RoomAction,
  roomRefusal,
  type RoomActor,
} from './rooms.policy.ts';

const roleIn = (name: string) => (name === '–' ? null : (name as MemberRole));
const actor = ([kind, role = '–', serverRole]: string[]): RoomActor => ({
  kind: kind as RoomKind,
  role: roleIn(role),
  serverRole: serverRole as Role,
});
const everyActor = ROOM_KINDS.flatMap((kind) =>
  ['–', ...MEMBER_ROLES].flatMap((role) => ROLES.map((serverRole) => [kind, role, serverRole])),
);

/**
 * `preview` is to read without being in the room: `previewRefusal` knows what else keeps people out. `post` is to write in
 * the room, `reply` to write what stays in a thread.
 * `moderate` is to kick, ban and mute, to see and lift bans, to change the room's code, and to delete messages of others.
 * `call` is to start a call, `answer` to enter one. `rename` is name and topic; `configure` is password, archive and the
 * role that may use @room.
 * Private rooms are entered by code or invitation, ephemeral ones have the rights of their kind, and the Lobby those of
 * a public room, by the role below. In a direct room both are members, and in a group conversation all. Guests add nobody
 * to a room.
 */
const rights = rightsTable(`
  room    | role in it       | role on the server               | see join preview read post reply react vote  call  answer pin invite leave moderate rename configure delete
  public  | –                | guest                            | –   –    –       –    –    –     –     –     –     –      –   –      –     –        –      –         –
  public  | –                | member, moderator, admin         | ✓   ✓    ✓       –    –    –     –     –     –     –      –   –      –     –        –      –         –
  public  | member           | guest                            | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   –      ✓     –        –      –         –
  public  | member           | member                           | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   ✓      ✓     –        –      –         –
  public  | member           | moderator, admin                 | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   ✓      ✓     ✓        –      –         –
  public  | moderator        | guest                            | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   –      ✓     ✓        ✓      –         –
  public  | moderator        | member, moderator, admin         | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   ✓      ✓     ✓        ✓      –         –
  public  | owner            | guest                            | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   –      ✓     ✓        ✓      ✓         ✓
  public  | owner            | member, moderator, admin         | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   ✓      ✓     ✓        ✓      ✓         ✓
  private | –                | guest, member, moderator, admin  | –   –    –       –    –    –     –     –     –     –      –   –      –     –        –      –         –
  private | member           | guest                            | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   –      ✓     –        –      –         –
  private | member           | member, moderator, admin         | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   ✓      ✓     –        –      –         –
  private | moderator        | guest                            | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   –      ✓     ✓        ✓      –         –
  private | moderator        | member, moderator, admin         | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   ✓      ✓     ✓        ✓      –         –
  private | owner            | guest                            | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   –      ✓     ✓        ✓      ✓         ✓
  private | owner            | member, moderator, admin         | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   ✓      ✓     ✓        ✓      ✓         ✓
  direct  | –                | guest, member, moderator, admin  | –   –    –       –    –    –     –     –     –     –      –   –      –     –        –      –         –
  direct  | member           | guest, member, moderator, admin  | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   –      ✓     –        –      –         –
  direct  | moderator, owner | guest, member, moderator, admin  | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   –      ✓     –        –      –         –
  group   | –                | guest, member, moderator, admin  | –   –    –       –    –    –     –     –     –     –      –   –      –     –        –      –         –
  group   | member           | guest                            | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   –      ✓     –        ✓      –         –
  group   | member           | member, moderator, admin         | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   ✓      ✓     –        ✓      –         –
  group   | moderator, owner | guest                            | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   –      ✓     –        ✓      –         –
  group   | moderator, owner | member, moderator, admin         | ✓   ✓    ✓       ✓    ✓    ✓     ✓     ✓     ✓     ✓      ✓   ✓      ✓     –        ✓      –         –
`);

/**
 * Acting upon members: muting, kicking and banning are the same right. Giving a role does not depend on the other's
 * role.
 */
const rightsUpon = rightsTable(`
  room    | role in it                  | role on the server              | owner moderator member give-role
  public  | –                           | guest, member, moderator, admin | –     –         –      –
  public  | member                      | guest, member                   | –     –         –      –
  public  | member                      | moderator, admin                | –     –         ✓      –
  public  | moderator                   | guest, member, moderator, admin | –     –         ✓      –
  public  | owner                       | guest, member, moderator, admin | ✓     ✓         ✓      ✓
  private | –, member                   | guest, member, moderator, admin | –     –         –      –
  private | moderator                   | guest, member, moderator, admin | –     –         ✓      –
  private | owner                       | guest, member, moderator, admin | ✓     ✓         ✓      ✓
  direct  | –, member, moderator, owner | guest, member, moderator, admin | –     –         –      –
  group   | –, member, moderator, owner | guest, member, moderator, admin | –     –         –      –
`);

/** Who may use @room and @here, by the lowest role that the room's setting allows. */
const massMentions = rightsTable(`
  room            | role in it                  | owner moderator member
  public, private | –                           | –     –         –
  public, private | member                      | –     –         ✓
  public, private | moderator                   | –     ✓         ✓
  public, private | owner                       | ✓     ✓         ✓
  direct, group   | –, member, moderator, owner | –     –         –
`);

/**
 * The rights that the state of a room takes away even from its owner, at 12:00. A muted member reads and leaves; they may
 * delete their own messages, which needs the right to read.
 */
const states = rightsTable(`
  the room                      | see join preview read post          reply         react vote  call          answer        pin   invite leave moderate rename configure delete
  open                          | ✓   ✓    ✓       ✓    ✓             ✓             ✓     ✓     ✓             ✓             ✓     ✓      ✓     ✓        ✓      ✓         ✓
  open + muted until 12:00      | ✓   ✓    ✓       ✓    ✓             ✓             ✓     ✓     ✓             ✓             ✓     ✓      ✓     ✓        ✓      ✓         ✓
  open + muted until 12:01      | ✓   ✓    ✓       ✓    muted         muted         muted muted muted         muted         muted muted  ✓     muted    muted  muted     muted
  archived                      | ✓   ✓    ✓       ✓    room_archived room_archived ✓     ✓     room_archived room_archived ✓     ✓      ✓     ✓        ✓      ✓         ✓
  archived + muted until 12:01  | ✓   ✓    ✓       ✓    room_archived room_archived muted muted room_archived room_archived muted muted  ✓     muted    muted  muted     muted
`);

/**
 * Writing and reacting, by the lowest role that the room's settings allow, and whether slow mode makes a person wait
 * between two messages. In a public room also those who moderate the server moderate; they write by their role in it.
 */
const posting = rightsTable(`
  room    | role in it | role on the server       | owner moderator member slowed
  public  | member     | guest, member            | –     –         ✓      ✓
  public  | member     | moderator, admin         | –     –         ✓      –
  public  | moderator  | guest, member, moderator | –     ✓         ✓      –
  public  | owner      | guest, member, moderator | ✓     ✓         ✓      –
  private | member     | guest, member, admin     | –     –         ✓      ✓
  private | moderator  | guest, member, moderator | –     ✓         ✓      –
  private | owner      | guest, member, moderator | ✓     ✓         ✓      –
`);

/** The actions that the kind of a room refuses even to its owner, or to a member of a direct room or group conversation. */
const fixed = rightsTable(`
  room    | leave               kick               ban                archive             set-password        new-code            delete              give-role           rename
  public  | ✓                   ✓                  ✓                  ✓                   ✓                   ✓                   ✓                   ✓                   ✓
  private | ✓                   ✓                  ✓                  ✓                   ✓                   ✓                   ✓                   ✓                   ✓
  direct  | cannot_leave_direct forbidden          forbidden          forbidden           forbidden           forbidden           forbidden           forbidden           forbidden
  group   | ✓                   forbidden          forbidden          forbidden           forbidden           forbidden           forbidden           forbidden           ✓
  Lobby   | cannot_leave_lobby  cannot_leave_lobby cannot_leave_lobby cannot_change_lobby cannot_change_lobby cannot_change_lobby cannot_change_lobby cannot_change_lobby ✓
`);

describe('the rights in a room', () => {
  test('are written down once for every actor', () => {
    const sorted = (rows: string[][]) => rows.map((row) => row.join()).sort();
    for (const table of [rights, rightsUpon]) expect(sorted(table.map(({ who }) => who))).toEqual(sorted(everyActor));
    expect(Object.keys(rights[0]?.rights ?? {})).toEqual([...ROOM_ACTIONS]);
  });

  test.each(rights)('$title', ({ who, rights }) => {
    const found = ROOM_ACTIONS.map((action) => [action, mark(mayRoom(action, actor(who)))]);
    expect(Object.fromEntries(found)).toEqual(rights);
  });

  test.each(rightsUpon)('of $title upon others', ({ who, rights }) => {
    const upon = MEMBER_ROLES.map((role) => [role, mark(mayActUpon(actor(who), role))]);
    expect({ ...Object.fromEntries(upon), 'give-role': mark(mayGiveRole(actor(who))) }).toEqual(rights);
  });

  test.each(massMentions)('of $title to use @room and @here', ({ who, rights }) => {
    for (const serverRole of ROLES) {
      const found = MEMBER_ROLES.map((by) => [by, mark(mayMentionRoom(actor([...who, serverRole]), by))]);
      expect(Object.fromEntries(found)).toEqual(rights);
    }
  });
});

describe('in an announcement room or in slow mode', () => {
  test.each(posting)('$title', ({ who, rights }) => {
    const room = { ...actor(who), archived: false, mutedUntil: null };
    const answer = (action: RoomAction, by: MemberRole) =>
      roomRefusal(action, { ...room, postBy: by, replyBy: by, reactBy: by }, new Date()) ?? '✓';
    for (const action of ['post', 'reply', 'react'] as const) {
      const found = MEMBER_ROLES.map((by) => [by, answer(action, by).replace('posting_restricted', '–')]);
      expect({ ...Object.fromEntries(found), slowed: mark(isSlowed(actor(who), 1)) }).toEqual(rights);
    }
    expect(isSlowed(actor(who), 0)).toBe(false);
  });

  test('writing and reacting are set apart, and everything else stays', () => {
    const room = { ...actor(['public', 'member', 'member']), archived: false, mutedUntil: null };
    const restricted = (rules: object) =>
      ROOM_ACTIONS.filter((action) => roomRefusal(action, { ...room, ...rules }, new Date()) === 'posting_restricted');
    expect(restricted({ postBy: 'moderator' })).toEqual(['post', 'call']);
    expect(restricted({ replyBy: 'moderator' })).toEqual(['reply']);
    expect(restricted({ reactBy: 'moderator' })).toEqual(['react']);
  });

  test('a muted or archived room says so first', () => {
    const room = { ...actor(['public', 'member', 'member']), postBy: 'owner', reactBy: 'owner' } as const;
    const muted = { ...room, archived: false, mutedUntil: new Date('9999-01-01') };
    expect([roomRefusal('post', muted, new Date()), roomRefusal('react', muted, new Date())]).toEqual([
      'muted',
      'muted',
    ]);
    expect(roomRefusal('post', { ...muted, archived: true }, new Date())).toBe('room_archived');
  });
});

describe('a room refuses its owner', () => {
  const NOON = new Date('2026-01-15T12:00:00Z');

  test.each(states)('while it is $title', ({ who: [state = ''], rights }) => {
    const [, until] = /until (.+)/.exec(state) ?? [];
    const room = {
      ...actor(['private', 'owner', 'member']),
      archived: state.startsWith('archived'),
      mutedUntil: until ? new Date(`2026-01-15T${until}:00Z`) : null,
    };
    const found = ROOM_ACTIONS.map((action) => [action, roomRefusal(action, room, NOON) ?? '✓']);
    expect(Object.fromEntries(found)).toEqual(rights);
  });

  const needed: Record<FixedRoomAct | 'rename', RoomAction> = {
    leave: 'leave',
    kick: 'moderate',
    ban: 'moderate',
    archive: 'configure',
    'set-password': 'configure',
    'new-code': 'moderate',
    delete: 'delete',
    'give-role': 'configure',
    rename: 'rename',
  };

  test.each(fixed)('if it is $title', ({ who: [name = ''], rights }) => {
    const lobby = name === 'Lobby';
    const kind = lobby ? 'public' : (name as RoomKind);
    const room = { kind, role: isConversation(kind) ? 'member' : 'owner', serverRole: 'member', lobby } as const;
    const state = { archived: false, mutedUntil: null };
    const found = Object.entries(needed).map(([act, action]) => {
      const refusal = roomRefusal(action, { ...room, ...state }, NOON);
      return [act, refusal ?? (act === 'rename' ? undefined : fixedRoomRefusal(act as FixedRoomAct, room)) ?? '✓'];
    });
    expect(Object.fromEntries(found)).toEqual(rights);
  });

  test('and a person who may not see a room does not learn of it', () => {
    const room = { ...actor(['private', '–', 'admin']), archived: true, mutedUntil: null };
    expect(ROOM_ACTIONS.map((action) => roomRefusal(action, room, NOON))).toEqual(
      ROOM_ACTIONS.map(() => 'room_not_found'),
    );
  });
});

/** What the role on the server makes of a member of the Lobby, whatever role is stored for them. */
const inLobby = rightsTable(`
  stored | guest  member moderator admin
  –      | –      –      –         –
  member | member member moderator owner
  owner  | member member moderator owner
`);

test.each(inLobby)('in the Lobby the role on the server decides, also for $title', ({ who: [stored = ''], rights }) => {
  const found = ROLES.map((role) => [role, roleInRoom(true, roleIn(stored), role) ?? '–']);
  expect(Object.fromEntries(found)).toEqual(rights);
  for (const role of ROLES) expect(roleInRoom(false, roleIn(stored), role)).toBe(roleIn(stored));
});

/** A person whose account is gone cannot answer: their direct room is read-only, and stays as it is otherwise. */
test('a direct room with a person whose account is gone is read-only', () => {
  const room = { ...actor(['direct', 'member', 'member']), archived: false, mutedUntil: null, peerGone: true };
  const refused = ROOM_ACTIONS.filter((action) => roomRefusal(action, room, new Date()) === 'peer_gone');
  expect(refused).toEqual(['post', 'reply', 'call', 'answer']);
});

test('in a direct room of which one has blocked the other, nobody does more than read', () => {
  const room = { ...actor(['direct', 'member', 'member']), archived: false, mutedUntil: null, blocked: true };
  const refused = ROOM_ACTIONS.filter((action) => roomRefusal(action, room, new Date()) === 'blocked');
  expect(refused).toEqual(['post', 'reply', 'react', 'vote', 'call', 'answer', 'pin']);
});

/** People who come to a room: added by a member or a moderator, and the role they have when they enter by themselves. */
const formerMembers = rightsTable(`
  before                        | by-member   by-moderator role-with-owner role-without-owner
  never in it                   | ✓           ✓            member          owner
  left                          | member_left member_left  member          owner
  removed                       | forbidden   ✓            member          member
  removed and left later        | member_left member_left  member          member
`);

test.each(formerMembers)('a person who was in a room before: $title', ({ who: [name], rights }) => {
  const former = { leftByChoice: name?.includes('left') ?? false, removed: name?.startsWith('removed') ?? false };
  const addedBy = (role: string) => addingRefusal(former, actor(['private', role, 'member'])) ?? '✓';
  expect({
    'by-member': addedBy('member'),
    'by-moderator': addedBy('moderator'),
    'role-with-owner': roleOnEntering(true, former),
    'role-without-owner': roleOnEntering(false, former),
  }).toEqual(rights);
});

const codes = rightsTable(`
  room    | with-members empty with-members-removed empty-removed
  public  | ✓            ✓     ✓                    ✓
  private | ✓            ✓     ✓                    –
  direct  | –            –     –                    –
  group   | –            –     –                    –
`);

test.each(codes)('the code of a $title room opens it', ({ who: [kind], rights }) => {
  const opens = (empty: boolean, removed = false) => mark(codeOpens({ kind: kind as RoomKind, empty }, { removed }));
  const forRemoved = { 'with-members-removed': opens(false, true), 'empty-removed': opens(true, true) };
  expect({ 'with-members': opens(false), empty: opens(true), ...forRemoved }).toEqual(rights);
});

/** Rights that need no room. Guests enter by code only. */
const outsideRooms = rightsTable(`
  role on the server | browse-directory write-directly
  guest              | –                –
  member             | ✓                ✓
  moderator          | ✓                ✓
  admin              | ✓                ✓
`);

test.each(outsideRooms)('what $title may do outside of rooms', ({ who: [role], rights }) => {
  const found = {
    'browse-directory': mark(mayBrowseDirectory(role as Role)),
    'write-directly': mark(mayWriteDirectly(role as Role)),
  };
  expect(found).toEqual(rights);
});

/** What keeps a person from entering a public room keeps them from reading it before. */
const previews = rightsTable(`
  the room                         | stranger            member
  open                             | ✓                   ✓
  with a password                  | wrong_room_password ✓
  open and closed to a banned one  | banned              ✓
`);

test.each(previews)('reading before joining: $title', ({ who: [state = ''], rights }) => {
  const entry = { banned: state.includes('banned'), passwordProtected: state.includes('password') };
  const found = {
    stranger: previewRefusal({ role: null, ...entry }),
    member: previewRefusal({ role: 'member', ...entry }),
  };
  expect({ stranger: found.stranger ?? '✓', member: found.member ?? '✓' }).toEqual(rights);
});
