import { Counter, Histogram, Registry } from 'prom-client';

/** What this process counts, for `/metrics`. Anybody may count; what is looked up when asked for is in `health/gauges.ts`. */
export const registry = new Registry();

/** From what nobody notices to what everybody does. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const counter = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
  new Counter({ name: `parley_${name}`, help, labelNames, registers: [registry] });

const seconds = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
  new Histogram({ name: `parley_${name}_seconds`, help, labelNames, buckets: BUCKETS, registers: [registry] });

export const metrics = {
  commands: seconds('command', 'From the arrival of a socket command to its acknowledgement', ['command']),
  requests: seconds('http_request', 'REST requests by route', ['method', 'route', 'status']),
  refusals: counter('refusals_total', 'What was refused at either door, by code', ['door', 'code']),
  deliveries: counter('deliveries_total', 'Timeline events handed to sockets'),
  repairPolls: counter(
    'repair_poll_hits_total',
    'Rooms found behind by the poll: with Redis well, each is a lost hint',
  ),
  recoveredGaps: counter('gaps_healed_total', 'Changes read from the database because they were not heard', ['cause']),
  syncs: counter('syncs_total', 'Sockets that began from nothing or went on from what they held', ['from']),
  changesResponses: counter('changes_answers_total', 'What clients were told that asked what they missed', ['answer']),
  socketTerminations: counter('socket_cuts_total', 'Sockets cut by us, session kept', ['reason']),
  shedLoad: counter('shed_total', 'What was turned away because this process is overloaded', ['what']),
};
