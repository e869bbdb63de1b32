import { describe, expect, test } from '@jest/globals';
import { mark, rightsTable } from '../../test/support/rights/rights-table.ts';
import {
  isDecided,
  mayAddOption,
  mayChange,
  mayClosePoll,
  mayDelete,
  mayEdit,
  maySeeEdits,
  type Reader,
  readerOf,
} from './messages.policy.ts';
import type { MemberRole, Role, RoomKind } from './roles.ts';

/** The rights of members on their own messages and on those of others, in rooms that they may read. */
const rights = rightsTable(`
  room            | role in it       | role on the server              | edit-own delete-own own-edits edit-other delete-other edits-of-other
  public          | member           | guest, member                   | ✓        ✓          ✓         –          –            –
  public          | member           | moderator, admin                | ✓        ✓          ✓         –          ✓            ✓
  public          | moderator, owner | guest, member, moderator, admin | ✓        ✓          ✓         –          ✓            ✓
  private         | member           | guest, member, moderator, admin | ✓        ✓          ✓         –          –            –
  private         | moderator, owner | guest, member, moderator, admin | ✓        ✓          ✓         –          ✓            ✓
  direct          | member           | guest, member, moderator, admin | ✓        ✓          ✓         –          –            –
`);

/** How the kind of a message narrows that, for its author who moderates. A notice has no author. */
const kinds = rightsTable(`
  message   | change edit
  text      | ✓      ✓
  forwarded | ✓      –
  system    | –      –
`);

/** By the relation of the reader to the message. */
const readers = rightsTable(`
  author | moderates | edit delete see-edits
  yes    | yes       | ✓    ✓      ✓
  yes    | no        | ✓    ✓      ✓
  no     | yes       | –    ✓      ✓
  no     | no        | –    –      –
`);

const words = { forwarded: false };

describe('the rights to a message', () => {
  test.each(rights)('of $title', ({ who: [kind, role, serverRole], rights }) => {
    const actor = { kind: kind as RoomKind, role: role as MemberRole, serverRole: serverRole as Role };
    const [own, other] = [readerOf(actor, true), readerOf(actor, false)];
    expect({
      'edit-own': mark(mayEdit(own, words)),
      'delete-own': mark(mayDelete(own)),
      'own-edits': mark(maySeeEdits(own)),
      'edit-other': mark(mayEdit(other, words)),
      'delete-other': mark(mayDelete(other)),
      'edits-of-other': mark(maySeeEdits(other)),
    }).toEqual(rights);
  });

  test.each(readers)('of an author ($who.0) who moderates ($who.1)', ({ who, rights }) => {
    const [isAuthor = false, moderates = false] = who.map((answer) => answer === 'yes');
    const reader: Reader = { isAuthor, moderates };
    const found = { edit: mayEdit(reader, words), delete: mayDelete(reader), 'see-edits': maySeeEdits(reader) };
    expect(Object.fromEntries(Object.entries(found).map(([act, may]) => [act, mark(may)]))).toEqual(rights);
  });

  test.each(kinds)('of kind $title', ({ who: [kind], rights }) => {
    const change = mayChange({ kind: kind === 'system' ? 'system' : 'text' });
    const isAuthor = kind !== 'system';
    expect({ change: mark(change), edit: mark(mayEdit({ isAuthor }, { forwarded: kind === 'forwarded' })) }).toEqual(
      rights,
    );
  });
});

/** By the relation of the reader to the poll, and whether it takes options of everybody. */
const polls = rightsTable(`
  author | moderates | adding | edit-question add-option close
  yes    | yes, no   | yes    | ✓             ✓          ✓
  yes    | yes, no   | no     | ✓             ✓          ✓
  no     | yes       | yes    | –             ✓          ✓
  no     | yes       | no     | –             –          ✓
  no     | no        | yes    | –             ✓          –
  no     | no        | no     | –             –          –
`);

describe('the rights to a poll that takes votes', () => {
  test.each(polls)('$title', ({ who, rights }) => {
    const [isAuthor = false, moderates = false, adding = false] = who.map((answer) => answer === 'yes');
    const found = {
      'edit-question': mayEdit({ isAuthor }, words),
      'add-option': mayAddOption({ isAuthor }, { adding }),
      close: mayClosePoll({ isAuthor, moderates }),
    };
    expect(Object.fromEntries(Object.entries(found).map(([act, may]) => [act, mark(may)]))).toEqual(rights);
  });
});

test('the question of a poll stays once somebody has voted, or it is closed', () => {
  const edits = (poll: Parameters<typeof isDecided>[0]) =>
    mayEdit({ isAuthor: true }, { forwarded: false, decided: isDecided(poll) });
  expect(edits(null)).toBe(true);
  expect(edits({ voters: 0, closedAt: null })).toBe(true);
  expect(edits({ voters: 1, closedAt: null })).toBe(false);
  expect(edits({ voters: 0, closedAt: '2026-01-15T12:00:00.000Z' })).toBe(false);
});
