import { Connection } from './connection.ts';
import { found, type Ledger, type Seat } from './ledger.ts';
import type { Dialect, Guest, Server } from './peers/peer.ts';
import { type Scenario, TALKERS } from './scenarios.ts';

/** Somebody on the line. */
export interface Present extends Seat {
  guest: Guest;
  connection: Connection;
}

const now = () => performance.now();

/** Everybody who is connected to the servers under load; neighbours to different ones, if there are several. */
export class Crowd {
  readonly people: Present[] = [];
  /** Lines that the server has cut. */
  cut = 0;
  /** The account of the run that is on, or was last. */
  ledger?: Ledger;
  readonly servers: readonly Server[];
  readonly dialect: Dialect;
  readonly scenario: Scenario;

  constructor(servers: readonly Server[], dialect: Dialect, scenario: Scenario) {
    this.servers = servers;
    this.dialect = dialect;
    this.scenario = scenario;
  }

  /** Lets them in, so many at once; the time each needed is told in the order of arrival. */
  async admit(guests: readonly Guest[], atOnce: number, arrived?: (milliseconds: number) => void): Promise<void> {
    let next = 0;
    const worker = async () => {
      for (let guest = guests[next++]; guest; guest = guests[next++]) {
        const began = now();
        await this.enter(guest);
        arrived?.(now() - began);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, guests.length) }, worker));
  }

  /** Cuts all lines at once, as a network that fails. */
  dismiss(): void {
    for (const { connection } of this.people) connection.close();
    this.people.length = 0;
  }

  /** Who talks, room after room in turn, so that one after the other talk in different rooms. */
  get talkers(): Present[] {
    const talking = this.people.filter(({ place }) => place < TALKERS);
    return talking.sort((a, b) => a.place - b.place || a.room - b.room);
  }

  /** From now on what is heard goes into this account. */
  listen(ledger: Ledger): void {
    this.ledger = ledger;
  }

  /** @param due when it was to be said; later by itself is no excuse */
  say(by: Present, due: number, onAnswer?: () => void): void {
    const { ledger } = this;
    if (!ledger) return;
    const { number, body } = ledger.say(by, due);
    by.connection.emit(this.dialect.say(by.guest, body), (answer) => {
      ledger.answered(number, this.dialect.accepted(answer), now());
      onAnswer?.();
    });
  }

  private async enter(guest: Guest): Promise<void> {
    const { servers } = this;
    const server = servers[guest.index % servers.length];
    if (!server) throw new Error('There is no server');
    const connection = await Connection.open(server.port, guest.auth);
    const { members } = this.scenario;
    const person = {
      guest,
      connection,
      room: Math.floor(guest.index / members),
      place: guest.index % members,
    };
    connection.onEvent = (event) => this.heard(person, event);
    connection.onCut = () => this.cut++;
    this.people.push(person);
    await this.dialect.enter(connection, guest);
  }

  private heard(person: Present, event: string): void {
    if (!event.startsWith(this.dialect.delivery)) return;
    const time = now();
    for (const message of found(event, this.dialect.numbered)) this.ledger?.heard(person, message, time);
  }
}
