import type { MailTemplate } from '../mail/mail.dto.ts';

export const PARTS = ['database', 'migrations', 'redis', 'mail', 'scanner', 'storage'] as const;
export type Part = (typeof PARTS)[number];

/** Something that the server needs. */
export class PartHealth {
  name: Part;
  /** `off`: not configured. */
  state: 'up' | 'down' | 'off';
  /** How long it took to answer; null when it is off. */
  milliseconds: number | null;
  /** What is wrong, for operators, in English; null when nothing is. */
  detail: string | null;
}

/** A process of Parley. Each tells of itself every ten seconds. */
export class NodeHealth {
  /** Made anew at each start. */
  id: string;
  /** The name of the machine or pod. */
  host: string;
  kind: 'web' | 'worker';
  version: string;
  startedAt: string;
  /** When it last told of itself. */
  seenAt: string;
  /** False: it has missed two reports, so it is gone or cut off from the database. It is forgotten after five minutes. */
  alive: boolean;
  /** Milliseconds by which it was late with its work at worst, in the ten seconds before its last report. */
  loopLag: number;
  /** People's connections. */
  sockets: number;
  /** Whether it knows rights well enough to speak. */
  leaseFresh: boolean;
  /** Whether hints reach the others; true when there is no Redis. */
  redisHealthy: boolean;
  /** The process that answers. */
  own: boolean;
}

/** A mail that was tried in vain. */
export class MailFailure {
  id: string;
  template: MailTemplate;
  /**
   * Shortened: enough to recognise, too little to write to.
   * @example 'a…@example.org'
   */
  recipient: string;
  /** What the mail server said, addresses shortened. */
  reason: string;
  tries: number;
  createdAt: string;
  /** Null when it was given up. */
  nextTryAt: string | null;
}

/** The outbox. Mails that were sent are not counted. */
export class MailQueue {
  waiting: number;
  /** Of those that wait: tried in vain before. */
  retrying: number;
  givenUp: number;
  /** Age in seconds of the oldest that waits; null when none does. */
  oldestSeconds: number | null;
  /** The newest twenty. */
  failures: MailFailure[];
}

/** How the server is, for those who look after it. */
export class ServerHealth {
  /** When this was looked at. */
  at: string;
  version: string;
  parts: PartHealth[];
  /** Files that wait for the virus scanner. */
  filesPending: number;
  /** Bytes that still fit where files are kept; null where nobody knows, as in an object store. */
  storageFree: number | null;
  nodes: NodeHealth[];
  mails: MailQueue;
}

/** What was given another go. */
export class RetriedMails {
  /** How many. Left out are those that are about to be tried anyway, and codes and links that have expired. */
  retried: number;
}
