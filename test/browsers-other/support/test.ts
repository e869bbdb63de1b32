import { test as base } from '@playwright/test';
import type { StartBrowser } from './browser-driver.ts';
import { startFirefox } from './firefox.ts';
import { Visitor } from './visitor.ts';
import { startWebKit } from './webkit.ts';

export { expect } from '@playwright/test';

type Engine = 'firefox' | 'webkit';
const START: Record<Engine, StartBrowser> = { firefox: startFirefox, webkit: startWebKit };

/** Opens a browser of the project's engine for a user; all leave when the test ends. */
export const test = base.extend<{ arrive: () => Promise<Visitor>; engine: Engine }>({
  engine: ['firefox', { option: true }],
  arrive: async ({ engine }, use) => {
    const visitors: Visitor[] = [];
    await use(async () => {
      const visitor = await Visitor.arrive(START[engine]);
      visitors.push(visitor);
      return visitor;
    });
    for (const visitor of visitors) await visitor.leave();
  },
});
