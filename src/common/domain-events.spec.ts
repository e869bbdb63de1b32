import { expect, test } from '@jest/globals';
import { DomainEvents } from './domain-events.ts';
import { InFlightWork } from './in-flight-work.ts';

class Greeted {
  constructor(readonly word: string) {}
}

test('an event reaches its listeners in turn, and a process does not end before', async () => {
  const unfinished = new InFlightWork();
  const events = new DomainEvents(unfinished);
  const received: string[] = [];
  const slow = Promise.withResolvers<undefined>();
  events.on(Greeted, async ({ word }) => {
    await slow.promise;
    received.push(`slowly ${word}`);
  });
  events.on(Greeted, ({ word }) => void received.push(word));

  void events.publish(new Greeted('hello'));
  void events.publish(new Error('nobody hears of these'));
  expect(await unfinished.drained(50)).toBe(false);
  expect(received).toEqual([]);

  slow.resolve(undefined);
  expect(await unfinished.drained(10_000)).toBe(true);
  expect(received).toEqual(['slowly hello', 'hello']);
});
