import { type House, openHouse } from '../support/house.ts';
import type { Person } from '../support/person.ts';
import { type Look, Sights, type Visit } from '../support/sights.ts';
import { expect, test } from '../support/test.ts';
import { talk } from '../support/tour-of-talk.ts';
import { outside, pages, troubles, waiting } from '../support/tours.ts';

const DESKTOP: [Look, ...Look[]] = [
  { name: 'desktop', size: { width: 1440, height: 900 } },
  { name: 'mirrored', size: { width: 1440, height: 900 }, mirrored: true },
  // What is left of a small laptop for whoever doubles everything.
  { name: 'doubled', size: { width: 640, height: 400 } },
];
const PHONE: [Look, ...Look[]] = [
  { name: 'phone', size: { width: 390, height: 844 } },
  { name: 'phone-mirrored', size: { width: 390, height: 844 }, mirrored: true },
  { name: 'narrow', size: { width: 320, height: 640 } },
];

let house: House;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  house = await openHouse();
});
test.afterAll(() => house?.server.close());

type Tour = (person: Person, visit: Visit, house: House) => Promise<void>;

const INSIDE: Record<string, Tour> = {
  'where people talk': talk,
  'account and server': pages,
  'while one waits': waiting,
  'when something is missing': troubles,
};

/** The phone is the harder one. The desk takes minutes more: for people who look at the pictures (see support/sights.ts). */
const DEVICES = [
  ['on a phone', PHONE, true],
  ...(process.env.SCREENS ? ([['at a desk', DESKTOP, false]] as const) : []),
] as const;

for (const [device, looks, phone] of DEVICES) {
  const go = async (person: Person, ...tours: Tour[]) => {
    person.page.setDefaultTimeout(10_000);
    const sights = new Sights(person, looks, phone);
    for (const tour of tours) await tour(person, (screen, open) => sights.visit(screen, open), house);
    expect(sights.defects).toEqual([]);
  };
  // Without a network some screens come from what the app has kept of itself.
  const equipment = () => ({
    url: house.server.url,
    phone,
    dark: phone,
    scale: 1,
    size: looks[0].size,
    keepsApp: true,
  });

  test(`Every screen can be read and used ${device}: before one is in`, async ({ arrive }) => {
    test.setTimeout(120_000);
    await go(await arrive(equipment()), outside);
  });

  for (const [where, tour] of Object.entries(INSIDE))
    test(`Every screen can be read and used ${device}: ${where}`, async ({ arrive }) => {
      test.setTimeout(400_000);
      const ada = await arrive(equipment());
      await ada.signIn(house.ada);
      await go(ada, tour);
    });
}
