import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * The counters and histograms of this process, for `/metrics`. Values that are read on request are in
 * `health/process-gauges.ts`.
 */
export const registry = new Registry();

/** Seconds: from imperceptible to clearly noticeable. */
const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const counter = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
  new Counter({ name: `parley_${name}`, help, labelNames, registers: [registry] });

const duration = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
  new Histogram({
    name: `parley_${name}_duration_seconds`,
    help,
    labelNames,
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });

export const metrics = {
  commands: duration('command', 'From the arrival of a socket command to its acknowledgement', ['command']),
  requests: duration('http_request', 'REST requests by route', ['method', 'route', 'status']),
  rejections: counter('rejections_total', 'Requests, commands and connections refused, by code', ['transport', 'code']),
  deliveries: counter('deliveries_total', 'Timeline events handed to sockets'),
  messageWrites: counter('message_writes_total', 'Messages tried, by a single statement or in a transaction', ['path']),
  refusedWrites: counter(
    'message_writes_refused_total',
    'Single statements for messages that PostgreSQL has refused; the transaction was used',
    ['code'],
  ),
  repairPolls: counter(
    'repair_poll_hits_total',
    'Rooms found behind by the repair poll: while Redis is healthy, each is a lost hint',
  ),
  recoveredGaps: counter('gaps_recovered_total', 'Changes read from the database because their hint did not arrive', [
    'cause',
  ]),
  hintsReceived: counter('hints_received_total', 'Hints received from other nodes', ['topic']),
  replicaReads: counter('replica_reads_total', 'Reads that may be old, by who has answered', ['by']),
  replicaLag: new Gauge({
    name: 'parley_replica_lag_seconds',
    help: 'How far the replica is behind, at the last look; -1: more than a minute, or of another history',
    registers: [registry],
  }),
  historyChanges: counter('history_changes_total', 'Failovers of the database that this process has noticed'),
  silentConnections: counter(
    'silent_connections_total',
    'Times that connections to the database were given up as silent',
  ),
  redisDegraded: new Gauge({
    name: 'parley_redis_degraded',
    help: 'Whether Redis does not serve as it should, by the reason; the words are in the log and on the server page',
    labelNames: ['reason'],
    registers: [registry],
  }),
  syncs: counter('syncs_total', 'Syncs from nothing, or from what the client held', ['from']),
  changesResponses: counter('changes_responses_total', 'Answers to clients that asked for missed changes', ['result']),
  rejectedOrigins: counter(
    'rejected_origins_total',
    'Connections of pages at another address than this server is set up for',
  ),
  unexpectedErrors: counter('unexpected_errors_total', 'Errors that nothing has caught; the process went on', ['kind']),
  wrongRoomCodes: counter('wrong_room_codes_total', 'Room codes tried that no room has'),
  socketTerminations: counter('socket_terminations_total', 'Sockets that the server ended, session kept', ['reason']),
  expiredRows: counter('expired_rows_total', 'Rows deleted because their time was over, by table', ['table']),
  webhookDeliveries: counter(
    'webhook_deliveries_total',
    'Events sent to the receivers of subscriptions, by what became of them',
    ['outcome'],
  ),
  shedLoad: counter('load_shed_total', 'Work rejected because this process is overloaded', ['kind']),
};

/** A metric under its former name, for existing dashboards and alerts. It costs nothing until the metrics are read. */
class DeprecatedAlias extends Gauge {
  constructor(
    private readonly oldName: string,
    private readonly current: Counter | Histogram,
    private readonly currentName: string,
    private readonly oldLabels: Record<string, string> = {},
  ) {
    super({ name: oldName, help: `Deprecated: use ${currentName}`, registers: [registry] });
  }

  override async get(): ReturnType<Gauge['get']> {
    const { values, ...metric } = await this.current.get();
    return {
      ...metric,
      name: this.oldName,
      help: `Deprecated: use ${this.currentName}`,
      values: values.map((value) => ({ ...value, ...this.renamed(value) })),
    };
  }

  private renamed(value: { labels: object; metricName?: string }) {
    const labels = Object.entries(value.labels).map(([label, of]) => [this.oldLabels[label] ?? label, of as unknown]);
    return {
      labels: Object.fromEntries(labels) as Record<string, string>,
      ...(value.metricName && { metricName: value.metricName.replace(this.currentName, this.oldName) }),
    };
  }
}

/** Old names, served until version 0.3; `labels` maps the new name of a label to the old name. */
const deprecated: [old: string, metric: Counter | Histogram, current: string, labels?: Record<string, string>][] = [
  ['command_seconds', metrics.commands, 'command_duration_seconds'],
  ['http_request_seconds', metrics.requests, 'http_request_duration_seconds'],
  ['refusals_total', metrics.rejections, 'rejections_total', { transport: 'door' }],
  ['gaps_healed_total', metrics.recoveredGaps, 'gaps_recovered_total'],
  ['changes_answers_total', metrics.changesResponses, 'changes_responses_total', { result: 'answer' }],
  ['socket_cuts_total', metrics.socketTerminations, 'socket_terminations_total'],
  ['shed_total', metrics.shedLoad, 'load_shed_total', { kind: 'what' }],
];

for (const [old, metric, current, labels] of deprecated)
  new DeprecatedAlias(`parley_${old}`, metric, `parley_${current}`, labels);
