import type { UnitCosts } from './unit-costs.ts';

/** What people do in the busiest hour, and what it costs beside messages. Everything is an assumption or was measured. */
export interface Habits {
  /** Connections for each person in the company. */
  onlineShare: number;
  messagesPerHourOnline: number;
  /** Connected people who get a message. */
  audience: number;
  roomsEach: number;
  pagesPerHourOnline: number;
  searchesPerHourOnline: number;
  connectsPerHourOnline: number;
  messagesPerPersonAndDay: number;
  workingDays: number;
}

export interface ReadCosts {
  /** Milliseconds of an answer by HTTP, taken for CPU of the server and PostgreSQL together: more than they need. */
  page: number;
  search: number;
  listPerRoom: number;
}

export interface NodeCosts {
  baseMegabytes: number;
  kilobytesPerConnection: number;
  /** CPU milliseconds of reading a hint of another node. */
  hint: number;
  maxConnections: number;
  /** Share of a core that a process may use at the busiest hour. */
  maxBusy: number;
  databaseConnections: number;
}

export interface Needs {
  people: number;
  connections: number;
  messagesPerSecond: number;
  deliveriesPerSecond: number;
  processes: number;
  serverCores: number;
  serverGigabytes: number;
  databaseWriteCores: number;
  readCores: number;
  databaseConnections: number;
  redisPublishesPerSecond: number;
  redisDeliveriesPerSecond: number;
  diskGigabytesPerYear: number;
}

const HOUR_SECONDS = 3_600;
const GIGABYTES_PER_MILLION_MESSAGES = 0.66;

export interface Company {
  people: number;
  habits: Habits;
  unit: UnitCosts;
  reads: ReadCosts;
  node: NodeCosts;
}

export function needs({ people, habits, unit, reads, node }: Company): Needs {
  const connections = people * habits.onlineShare;
  const perSecond = (perHour: number) => (connections * perHour) / HOUR_SECONDS;
  const messages = perSecond(habits.messagesPerHourOnline);
  const audience = Math.min(habits.audience, connections);
  const deliveries = messages * audience;
  const coresOf = (processes: number) =>
    (messages * unit.serverPerMessage +
      deliveries * unit.serverPerDelivery +
      messages * otherNodes(processes, audience) * node.hint) /
    1000;
  let processes = Math.max(1, Math.ceil(connections / node.maxConnections));
  while (coresOf(processes) > processes * node.maxBusy) processes++;
  const readMs =
    perSecond(habits.pagesPerHourOnline) * reads.page +
    perSecond(habits.searchesPerHourOnline) * reads.search +
    perSecond(habits.connectsPerHourOnline) * habits.roomsEach * reads.listPerRoom;
  const writeMs = messages * unit.databasePerMessage + deliveries * unit.databasePerDelivery;
  const messagesPerYear = people * habits.messagesPerPersonAndDay * habits.workingDays;
  return {
    people,
    connections,
    messagesPerSecond: messages,
    deliveriesPerSecond: deliveries,
    processes,
    serverCores: coresOf(processes),
    serverGigabytes: (processes * node.baseMegabytes) / 1024 + (connections * node.kilobytesPerConnection) / 1024 ** 2,
    databaseWriteCores: writeMs / 1000,
    readCores: readMs / 1000,
    databaseConnections: processes * node.databaseConnections,
    redisPublishesPerSecond: processes > 1 ? messages : 0,
    redisDeliveriesPerSecond: messages * otherNodes(processes, audience),
    diskGigabytesPerYear: (messagesPerYear / 1e6) * GIGABYTES_PER_MILLION_MESSAGES,
  };
}

/** How many other processes have people of an audience, who are spread at random. */
export function otherNodes(processes: number, audience: number): number {
  const withSomebody = processes * (1 - (1 - 1 / processes) ** audience);
  return Math.max(0, withSomebody - 1);
}
