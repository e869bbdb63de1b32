import { test as base } from '@playwright/test';
import { type BrowserOptions, Person } from './person.ts';

export { expect } from '@playwright/test';

/** Opens a browser for a user; all users leave when the test ends, and none may have collected errors. */
export const test = base.extend<{ arrive: (equipment?: BrowserOptions) => Promise<Person> }>({
  arrive: async ({ browser }, use) => {
    const people: Person[] = [];
    await use(async (equipment = {}) => {
      const person = await Person.arrive(browser, equipment);
      people.push(person);
      return person;
    });
    const complaints = people.flatMap(({ errors: complaints }) => complaints);
    for (const person of people) await person.leave();
    base.expect(complaints, 'console errors, violations of the content policy, requests elsewhere').toEqual([]);
  },
});
