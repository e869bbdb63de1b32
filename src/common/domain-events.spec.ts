import { expect, test } from '@jest/globals';
import { DomainEvents } from './domain-events.ts';
import { InFlightWork } from './in-flight-work.ts';

class Said {
  constructor(readonly word: string) {}
}

test('an announcement is heard in turn by all who asked, and a process does not end before', async () => {
  const unfinished = new InFlightWork();
  const announcements = new DomainEvents(unfinished);
  const heard: string[] = [];
  const slow = Promise.withResolvers<undefined>();
  announcements.on(Said, async ({ word }) => {
    await slow.promise;
    heard.push(`slowly ${word}`);
  });
  announcements.on(Said, ({ word }) => void heard.push(word));

  void announcements.publish(new Said('hello'));
  void announcements.publish(new Error('nobody hears of these'));
  expect(await unfinished.drained(50)).toBe(false);
  expect(heard).toEqual([]);

  slow.resolve(undefined);
  expect(await unfinished.drained(10_000)).toBe(true);
  expect(heard).toEqual(['slowly hello', 'hello']);
});
