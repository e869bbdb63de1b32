import type { MailTemplate } from '../mail/mail.dto.ts';

export const PARTS = ['database', 'migrations', 'redis', 'mail', 'scanner', 'storage'] as const;
export type Part = (typeof PARTS)[number];

/** A dependency of the server. */
export class PartHealth {
  name: Part;
  /** `off`: not configured. */
  state: 'up' | 'down' | 'off';
  /** Milliseconds until it answered; null when it is off. */
  milliseconds: number | null;
  /** What is wrong, for operators, in English; null when nothing is. */
  detail: string | null;
}

/** A process of Parley. Each process reports its state every ten seconds. */
export class NodeHealth {
  /** Created anew at each start. */
  id: string;
  /** The name of the machine or pod. */
  host: string;
  kind: 'web' | 'worker';
  version: string;
  startedAt: string;
  /** The time of its last report. */
  seenAt: string;
  /**
   * False: it has missed two reports, so it has ended or is cut off from the database. It is removed from the list
   * after five minutes.
   */
  alive: boolean;
  /** The longest delay of its event loop, in milliseconds, in the ten seconds before its last report. */
  loopLag: number;
  /** Open client connections. */
  sockets: number;
  /** Whether its knowledge of rights is fresh enough to emit events. */
  leaseFresh: boolean;
  /** Whether hints reach the other processes; true without Redis. */
  redisHealthy: boolean;
  /** Milliseconds that its clock is ahead of the database's, negative when behind; null in a version that does not measure it. */
  clockSkew: number | null;
  /** True for the process that sends this response. */
  own: boolean;
}

/** A mail whose sending has failed. */
export class MailFailure {
  id: string;
  template: MailTemplate;
  /**
   * Shortened, so that it can be recognised but not used.
   * @example 'a…@example.org'
   */
  recipient: string;
  /** The error of the mail server, with shortened addresses. */
  reason: string;
  tries: number;
  createdAt: string;
  /** Null when it will not be tried again. */
  nextTryAt: string | null;
}

/** The outbox of mails. Sent mails are not counted. */
export class MailQueue {
  waiting: number;
  /** The waiting mails that have failed before. */
  retrying: number;
  givenUp: number;
  /** Age of the oldest waiting mail in seconds; null when none waits. */
  oldestSeconds: number | null;
  /** The newest twenty failures. */
  failures: MailFailure[];
}

/** Backups that were made by the server itself or by a command. */
export class BackupHealth {
  /** Whether the server makes one every day (`BACKUP_TO`). */
  scheduled: boolean;
  /** When the newest was complete; null when there is none. */
  lastAt: string | null;
  /** Why the newest failed; null when it did not. */
  lastError: string | null;
  /** When one was last restored into a database of its own and compared, row by row. */
  verifiedAt: string | null;
  /** Why the newest of these trials failed; null when it did not. */
  verificationError: string | null;
}

/** The state of the server, for administrators. */
export class ServerHealth {
  /** The time of this check. */
  at: string;
  version: string;
  parts: PartHealth[];
  /** When the database last failed over to a standby; null when it has not. Then clients have compared what they hold. */
  lastFailoverAt: string | null;
  /** Files that wait for the virus scanner. */
  filesPending: number;
  /** Free bytes of the file storage; null when unknown, as in an object store. */
  storageFree: number | null;
  nodes: NodeHealth[];
  mails: MailQueue;
  backups: BackupHealth;
}

/** The result of retrying failed mails. */
export class RetriedMails {
  /**
   * The number of retried mails. Mails that are about to be tried anyway and mails with an expired code or link are
   * left out.
   */
  retried: number;
}

/** A test mail that is on its way. */
export class TestMail {
  /**
   * The caller's own address.
   * @example 'ada@example.org'
   */
  recipient: string;
}
