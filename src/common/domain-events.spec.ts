import { expect, test } from '@jest/globals';
import { Announcements } from './domain-events.ts';
import { Unfinished } from './in-flight-work.ts';

class Said {
  constructor(readonly word: string) {}
}

test('an announcement is heard in turn by all who asked, and a process does not end before', async () => {
  const unfinished = new Unfinished();
  const announcements = new Announcements(unfinished);
  const heard: string[] = [];
  const slow = Promise.withResolvers<undefined>();
  announcements.on(Said, async ({ word }) => {
    await slow.promise;
    heard.push(`slowly ${word}`);
  });
  announcements.on(Said, ({ word }) => void heard.push(word));

  void announcements.announce(new Said('hello'));
  void announcements.announce(new Error('nobody hears of these'));
  expect(await unfinished.done(50)).toBe(false);
  expect(heard).toEqual([]);

  slow.resolve(undefined);
  expect(await unfinished.done(10_000)).toBe(true);
  expect(heard).toEqual(['slowly hello', 'hello']);
});
