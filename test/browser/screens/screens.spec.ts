import { type CompanyWithEdgeCases, createCompanyWithEdgeCases } from './edge-cases.ts';
import type { Person } from '../support/person.ts';
import { type Viewing, ScreenInspector, type Visit } from './screen-inspector.ts';
import { expect, test } from '../support/test.ts';
import { visitConversation, visitOtherRooms } from './conversation-tour.ts';
import { visitSignedOut, visitAccountPages, visitErrorStates, visitLoadingStates } from './screen-tours.ts';
import { NIGHTLY } from '../support/nightly.ts';

const DESKTOP: [Viewing, ...Viewing[]] = [
  { name: 'desktop', size: { width: 1440, height: 900 } },
  { name: 'mirrored', size: { width: 1440, height: 900 }, mirrored: true },
  // The viewport of a small laptop at 200 % zoom.
  { name: 'doubled', size: { width: 640, height: 400 } },
];
const PHONE: [Viewing, ...Viewing[]] = [
  { name: 'phone', size: { width: 390, height: 844 } },
  { name: 'phone-mirrored', size: { width: 390, height: 844 }, mirrored: true },
  { name: 'narrow', size: { width: 320, height: 640 } },
];

let house: CompanyWithEdgeCases;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  house = await createCompanyWithEdgeCases();
});
test.afterAll(() => house?.server.close());

type Tour = (person: Person, visit: Visit, house: CompanyWithEdgeCases) => Promise<void>;

const SIGNED_IN_TOURS: Record<string, Tour> = {
  'where people talk': visitConversation,
  'around the rooms': visitOtherRooms,
  'account and server': visitAccountPages,
  'while one waits': visitLoadingStates,
  'when something is missing': visitErrorStates,
};

/**
 * The phone is the harder case. The desktop takes minutes more: for reviewing screenshots (see screen-inspector.ts).
 */
const DEVICES = [
  ['on a phone', PHONE, true],
  ...(process.env.SCREENS ? ([['at a desk', DESKTOP, false]] as const) : []),
] as const;

for (const [device, viewings, phone] of DEVICES) {
  const go = async (person: Person, ...tours: Tour[]) => {
    person.page.setDefaultTimeout(10_000);
    const inspector = new ScreenInspector(person, viewings, phone);
    for (const tour of tours) await tour(person, (screen, open) => inspector.visit(screen, open), house);
    expect(inspector.defects).toEqual([]);
  };
  // Without a network some screens come from the offline cache.
  const equipment = () => ({
    url: house.server.url,
    phone,
    dark: phone,
    scale: 1,
    size: viewings[0].size,
    withServiceWorker: true,
  });

  test(`Every screen can be read and used ${device}: signed out`, NIGHTLY, async ({ arrive }) => {
    test.setTimeout(120_000);
    await go(await arrive(equipment()), visitSignedOut);
  });

  for (const [where, tour] of Object.entries(SIGNED_IN_TOURS))
    test(`Every screen can be read and used ${device}: ${where}`, NIGHTLY, async ({ arrive }) => {
      test.setTimeout(400_000);
      const ada = await arrive(equipment());
      await ada.signIn(house.ada);
      await go(ada, tour);
    });
}
