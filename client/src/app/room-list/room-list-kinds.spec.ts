import { describe, expect, it } from 'vitest';
import { room } from '../testing/samples.ts';
import { isOfKind } from './room-list-kinds.ts';

const QUIET = room();
const UNREAD = room({ notify: 'mentions', unreadCount: 2 });
const MENTIONED = room({ notify: 'mentions', unreadCount: 2, mentionCount: 1 });
const SILENT = room({ notify: 'none', unreadCount: 2 });
const SILENT_MENTIONED = room({ notify: 'none', unreadCount: 2, mentionCount: 1 });
const DIRECT = room({ kind: 'direct', notify: 'mentions', unreadCount: 1 });
const SILENT_DIRECT = room({ kind: 'direct', notify: 'none', unreadCount: 1 });

describe('the list shows', () => {
  it.each([
    ['a room that is read', QUIET, { unread: false, mentions: false }],
    ['an unread room', UNREAD, { unread: true, mentions: false }],
    ['a room with a mention', MENTIONED, { unread: true, mentions: true }],
    ['a silent room', SILENT, { unread: false, mentions: false }],
    ['a silent room with a mention', SILENT_MENTIONED, { unread: true, mentions: true }],
    ['a direct message', DIRECT, { unread: true, mentions: true }],
    ['a silent direct message', SILENT_DIRECT, { unread: false, mentions: false }],
  ])('%s', (_, each, expected) => {
    expect(isOfKind('all', each)).toBe(true);
    expect({ unread: isOfKind('unread', each), mentions: isOfKind('mentions', each) }).toEqual(expected);
  });
});
