import { describe, expect, test } from '@jest/globals';
import { type Company, type Needs, needs, otherNodes } from './model.ts';
import { costsAlone, predicted, type UnitCosts, unitCosts } from './unit-costs.ts';

const S2 = { scenario: 'S2', parleyCpu: 20, parleyCpuWithDatabase: 40 };
const S4 = { scenario: 'S4', parleyCpu: 90, parleyCpuWithDatabase: 130 };
const unit = unitCosts(S2, S4);

const company = (people: number): Company => ({
  people,
  habits: {
    onlineShare: 0.5,
    messagesPerHourOnline: 12,
    audience: 50,
    roomsEach: 50,
    pagesPerHourOnline: 30,
    searchesPerHourOnline: 1,
    connectsPerHourOnline: 1,
    messagesPerPersonAndDay: 30,
    workingDays: 250,
  },
  unit,
  reads: { page: 4, search: 50, listPerRoom: 0.04 },
  node: {
    baseMegabytes: 200,
    kilobytesPerConnection: 27,
    hint: 0.12,
    maxConnections: 5_000,
    maxBusy: 0.5,
    databaseConnections: 12,
  },
});

describe('the costs of a message and a delivery', () => {
  test('give back the points that they were made from', () => {
    for (const { scenario, parleyCpu, parleyCpuWithDatabase } of [S2, S4]) {
      const { server, database } = predicted(unit, scenario, 1, 0.12);
      expect(server).toBeCloseTo(parleyCpu);
      expect(server + database).toBeCloseTo(parleyCpuWithDatabase);
    }
  });

  test('need rooms of two sizes', () => {
    expect(() => unitCosts(S2, S2)).toThrow('two sizes');
  });

  test('of messages written alone leave a delivery what it costs', () => {
    const alone = costsAlone(unit, { scenario: 'S2', parleyCpu: 50, parleyCpuWithDatabase: 100 });
    expect(alone.serverPerDelivery).toBe(unit.serverPerDelivery);
    expect(predicted(alone, 'S2', 1, 0.12).server).toBeCloseTo(50);
    expect(predicted(alone, 'S2', 1, 0.12).database).toBeCloseTo(50);
  });

  test('are never below nothing, and then those of the dearer scenario', () => {
    const costs = unitCosts(S2, { ...S4, parleyCpu: 5, parleyCpuWithDatabase: 105 });
    expect(costs.serverPerDelivery).toBe(0);
    expect(costs.serverPerMessage).toBeCloseTo(0.2);
    for (const key of Object.keys(costs) as (keyof UnitCosts)[]) expect(costs[key]).toBeGreaterThanOrEqual(0);
  });
});

describe('the model of scale', () => {
  test('counts hints only for processes that have somebody of the room', () => {
    expect(otherNodes(1, 50)).toBe(0);
    expect(otherNodes(2, 50)).toBeCloseTo(1);
    expect(otherNodes(1_000_000, 50)).toBeCloseTo(49, 1);
  });

  test('needs one process and no Redis for a small company', () => {
    expect(needs(company(1_000))).toMatchObject({ processes: 1, redisPublishesPerSecond: 0, connections: 500 });
  });

  test('never lets a process be busier, or have more connections, than it may', () => {
    for (const people of [1_000, 10_000, 100_000, 1_000_000]) {
      const { processes, serverCores, connections } = needs(company(people));
      expect(serverCores / processes).toBeLessThanOrEqual(0.5);
      expect(connections / processes).toBeLessThanOrEqual(5_000);
    }
  });

  test('grows with the people in every need', () => {
    const [some, more] = [needs(company(10_000)), needs(company(100_000))];
    for (const key of Object.keys(some) as (keyof Needs)[]) expect(more[key]).toBeGreaterThan(some[key]);
  });
});
