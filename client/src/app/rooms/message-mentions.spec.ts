import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { PeopleStore } from '../users/people-store.ts';
import { setUp } from '../testing/page.ts';
import { ada, bob } from '../testing/samples.ts';
import { MessageMentions } from './message-mentions.ts';

describe('whom a message mentions', () => {
  const mentioned = (body: string, mentions: string[], mentionsRoom = false) =>
    [...TestBed.inject(MessageMentions).of({ body, mentions, mentionsRoom })].map(([written, { name }]) => [
      written,
      name,
    ]);

  beforeEach(async () => {
    await setUp();
    TestBed.inject(PeopleStore).add([ada, bob]);
  });

  it('is known by the user name', () => {
    expect(mentioned(`hi @${ada.username}`, [ada.id])).toEqual([[ada.username, ada.displayName]]);
  });

  it('is known by a name that was given up', () => {
    expect(mentioned('hi @countess', [ada.id])).toContainEqual(['countess', ada.displayName]);
    expect(mentioned(`@${bob.username} hi @countess, @countess!`, [ada.id, bob.id])).toContainEqual([
      'countess',
      ada.displayName,
    ]);
  });

  it('is said by the display name in one line', () => {
    const inLine = (line: string, ids: string[]) => TestBed.inject(MessageMentions).inLine(line, ids);
    expect(inLine(`ask @${ada.username}.Please, not @${bob.username}`, [ada.id])).toBe(
      `ask @${ada.displayName}.Please, not @${bob.username}`,
    );
    expect(inLine(`x@${ada.username} and @nobody`, [ada.id])).toBe(`x@${ada.username} and @nobody`);
    expect(inLine(`@${ada.username}`, [])).toBe(`@${ada.username}`);
  });

  it.each([
    ['two names are left over', 'hi @countess and @nobody', [ada.id]],
    ['two people are left over', 'hi @countess', [ada.id, bob.id]],
    ['nobody is left over', `hi @${ada.username} and @countess`, [ada.id]],
  ])('is not guessed where %s', (_, body, ids) => {
    expect(mentioned(body, ids).map(([written]) => written)).not.toContain('countess');
  });
});
