/**
 * Marks a test that `npm test` leaves to `npm run test:nightly`: it looks once more at what another test has seen, in a
 * further size, colour or language, or it visits every screen.
 */
export const NIGHTLY = { tag: '@nightly' };

/** Of the appearances of one test all but those that `npm test` looks at. */
export const nightlyUnless = (isLookedAtAlways: boolean): { tag?: string } => (isLookedAtAlways ? {} : NIGHTLY);
