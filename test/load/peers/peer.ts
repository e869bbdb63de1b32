import type { Connection } from '../connection.ts';
import type { Stage } from '../stage.ts';
import type { Scenario } from '../scenarios.ts';

/** How a server is spoken to, in the JSON text of events. */
export interface Dialect {
  /** How the event that brings messages begins. */
  delivery: string;
  /** Whether its messages carry the room's numbers, which then must rise by one. */
  numbered: boolean;
  /** The command that says something. */
  say(guest: Guest, body: string): string;
  /** Whether an acknowledgement means that it was accepted. */
  accepted(answer: string): boolean;
  /** Enters the room, or comes back into it, so that from its answer on everything is heard. */
  enter(connection: Connection, guest: Guest): Promise<void>;
}

/** What somebody needs to connect and to talk. */
export interface Guest {
  /** Their number, from 0. */
  index: number;
  /** What the server calls their room. */
  roomId: string;
  auth: object;
  /** What they hold of their rooms, from their last visit. */
  held?: unknown;
}

export interface Server {
  pid: number;
  port: number;
}

/** What is measured, running: usually one server, or several that share the people among them. */
export interface Running {
  servers: readonly Server[];
  /** People with rooms, ready to connect. */
  invite(scenario: Scenario): Promise<Guest[]>;
  /** For whoever wants to look what was stored. */
  databaseUrl?: string;
  stop(): Promise<void>;
}

export interface Peer {
  name: string;
  title: string;
  dialect: Dialect;
  start(stage: Stage): Promise<Running>;
}
