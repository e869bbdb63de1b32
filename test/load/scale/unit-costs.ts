import { scenarios } from '../scenarios.ts';

/** CPU of Parley in a scenario, in milliseconds per 1,000 deliveries, as `npm run bench -- --quick` finds it. */
export interface MeasuredCost {
  scenario: string;
  parleyCpu: number;
  parleyCpuWithDatabase: number;
}

/** CPU milliseconds. */
export interface UnitCosts {
  serverPerMessage: number;
  serverPerDelivery: number;
  databasePerMessage: number;
  databasePerDelivery: number;
}

const membersOf = (name: string): number => {
  const scenario = scenarios.find((each) => each.name === name);
  if (!scenario) throw new Error(`There is no scenario ${name}`);
  return scenario.members;
};

/**
 * What a message and what a delivery costs, from two scenarios whose rooms differ in size: each costs
 * `messages × perMessage + deliveries × perDelivery`.
 * @throws Error unless the sizes differ
 */
export function unitCosts(one: MeasuredCost, other: MeasuredCost): UnitCosts {
  const [first, second] = [1 / membersOf(one.scenario), 1 / membersOf(other.scenario)];
  if (first === second) throw new Error('Costs need scenarios with rooms of two sizes');
  const solve = (ofOne: number, ofOther: number) => {
    const perMessage = (ofOther - ofOne) / 1000 / (second - first);
    const perDelivery = ofOne / 1000 - first * perMessage;
    if (perMessage >= 0 && perDelivery >= 0) return { perMessage, perDelivery };
    // Noise, or batches that grew: all is the message's, and the dearer one counts.
    return { perMessage: Math.max(ofOne / first, ofOther / second) / 1000, perDelivery: 0 };
  };
  const server = solve(one.parleyCpu, other.parleyCpu);
  const databaseOf = (cost: MeasuredCost) => cost.parleyCpuWithDatabase - cost.parleyCpu;
  const database = solve(databaseOf(one), databaseOf(other));
  return {
    serverPerMessage: server.perMessage,
    serverPerDelivery: server.perDelivery,
    databasePerMessage: database.perMessage,
    databasePerDelivery: database.perDelivery,
  };
}

/**
 * The same at low rates, where most messages are written alone and not in batches: what a delivery costs stays, the rest is
 * the message's.
 */
export function costsAlone(batched: UnitCosts, light: MeasuredCost): UnitCosts {
  const members = membersOf(light.scenario);
  const perMessage = (cpu: number, perDelivery: number) => Math.max(0, (cpu / 1000 - perDelivery) * members);
  return {
    ...batched,
    serverPerMessage: perMessage(light.parleyCpu, batched.serverPerDelivery),
    databasePerMessage: perMessage(light.parleyCpuWithDatabase - light.parleyCpu, batched.databasePerDelivery),
  };
}

/** What the costs say of a scenario: CPU milliseconds of server and database per 1,000 deliveries. */
export function predicted(costs: UnitCosts, scenario: string, nodes: number, hintCost: number) {
  const messages = 1000 / membersOf(scenario);
  // The people of a room are on all nodes; each other node reads the hint of a message.
  const server = messages * costs.serverPerMessage + 1000 * costs.serverPerDelivery + messages * (nodes - 1) * hintCost;
  return { server, database: messages * costs.databasePerMessage + 1000 * costs.databasePerDelivery };
}
