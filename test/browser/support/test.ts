import { test as base } from '@playwright/test';
import { type OwnServer, startOwnServer } from './own-server.ts';
import { type BrowserOptions, Person } from './person.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  /** Starts an empty server, which closes after all users have left: their pages go on asking it. */
  startServer: (settings?: Record<string, string>) => Promise<OwnServer>;
  /** Opens a browser for a user; all users leave when the test ends, and none may have collected errors. */
  arrive: (equipment?: BrowserOptions) => Promise<Person>;
}

export const test = base.extend<Fixtures>({
  startServer: async ({ browser }, use) => {
    const servers: OwnServer[] = [];
    await use(async (settings) => {
      const server = await startOwnServer(settings);
      servers.push(server);
      return server;
    });
    base.expect(browser.contexts(), 'users who are there still: name startServer before arrive').toEqual([]);
    for (const server of servers) await server.close();
  },
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
