import { describe, expect, it } from 'vitest';
import { mayActUpon, mayGiveRole, mayModerate, mayRename } from './moderation.ts';

const standing = (
  role: 'owner' | 'moderator' | 'member' | null,
  kind: 'public' | 'private' | 'direct' = 'private',
) => ({
  role,
  kind,
});

describe('who keeps order in a room', () => {
  it('is its owners and moderators, in no direct room', () => {
    expect(mayModerate(standing('owner'), 'member')).toBe(true);
    expect(mayModerate(standing('moderator'), 'member')).toBe(true);
    expect(mayModerate(standing('member'), 'member')).toBe(false);
    expect(mayModerate(standing('owner', 'direct'), 'admin')).toBe(false);
    expect(mayRename(standing('moderator'))).toBe(true);
    expect(mayRename(standing('member'))).toBe(false);
  });

  it("is the server's moderators in public rooms they are in, and nowhere else", () => {
    expect(mayModerate(standing('member', 'public'), 'moderator')).toBe(true);
    expect(mayModerate(standing('member', 'private'), 'admin')).toBe(false);
    expect(mayModerate(standing(null, 'public'), 'admin')).toBe(false);
  });

  it('acts upon those below; owners upon everybody, and only they give roles', () => {
    expect(mayActUpon(standing('moderator'), 'member', 'member')).toBe(true);
    expect(mayActUpon(standing('moderator'), 'member', 'moderator')).toBe(false);
    expect(mayActUpon(standing('owner'), 'member', 'owner')).toBe(true);
    expect(mayGiveRole(standing('owner'))).toBe(true);
    expect(mayGiveRole(standing('moderator'))).toBe(false);
  });
});
