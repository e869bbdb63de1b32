import type { Connection } from '../connection.ts';
import type { LoadDatabase } from '../load-database.ts';
import type { Scenario } from '../scenarios.ts';

/** The protocol of a server, as JSON text of events. */
export interface PeerProtocol {
  /** The beginning of the event that brings messages. */
  delivery: string;
  /** Whether its messages carry the room's sequence numbers, which must rise by 1. */
  isNumbered: boolean;
  /** The command that sends a message. */
  sendCommand(guest: PeerAccount, body: string): string;
  /** Whether an acknowledgement means acceptance. */
  isAccepted(answer: string): boolean;
  /** Joins or rejoins the room; all messages after its answer are delivered. */
  join(connection: Connection, guest: PeerAccount): Promise<void>;
}

/** An account of the measured server. */
export interface PeerAccount {
  /** Index from 0. */
  index: number;
  /** The server's id of the room. */
  roomId: string;
  auth: object;
  /** The state of its rooms from the last connection. */
  held?: unknown;
}

export interface Server {
  pid: number;
  port: number;
}

/** A measured server that runs, or several that share the accounts. */
export interface RunningPeer {
  servers: readonly Server[];
  /** Accounts with rooms, ready to connect. */
  createAccounts(scenario: Scenario): Promise<PeerAccount[]>;
  /** Gives the accounts new tokens, where those have an end. */
  renewTokens?(accounts: readonly PeerAccount[]): Promise<void>;
  /** For checks of what was stored. */
  databaseUrl?: string;
  stop(): Promise<void>;
}

export interface Peer {
  name: string;
  title: string;
  protocol: PeerProtocol;
  start(stage: LoadDatabase): Promise<RunningPeer>;
}
