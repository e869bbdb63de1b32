import { Connection } from './connection.ts';
import { findBodies, type DeliveryLedger, type RoomMember } from './delivery-ledger.ts';
import type { PeerProtocol, PeerAccount, Server } from './peers/peer.ts';
import { type Scenario, SENDERS_PER_ROOM } from './scenarios.ts';

/** A connected user. */
export interface ConnectedUser extends RoomMember {
  account: PeerAccount;
  connection: Connection;
}

const now = () => performance.now();

/** All users connected to the servers under load; consecutive users connect to different servers, if there are several. */
export class VirtualUsers {
  readonly people: ConnectedUser[] = [];
  /** Connections cut by the server. */
  cutConnections = 0;
  /** The ledger of the current or last run. */
  ledger?: DeliveryLedger;
  readonly servers: readonly Server[];
  readonly protocol: PeerProtocol;
  readonly scenario: Scenario;

  constructor(servers: readonly Server[], protocol: PeerProtocol, scenario: Scenario) {
    this.servers = servers;
    this.protocol = protocol;
    this.scenario = scenario;
  }

  /** Connects the accounts, at most `atOnce` at a time; `arrived` gets the milliseconds of each. */
  async connect(
    accounts: readonly PeerAccount[],
    atOnce: number,
    arrived?: (milliseconds: number) => void,
  ): Promise<void> {
    let next = 0;
    const worker = async () => {
      for (let account = accounts[next++]; account; account = accounts[next++]) {
        const began = now();
        await this.connectAccount(account);
        arrived?.(now() - began);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, accounts.length) }, worker));
  }

  /** Closes all connections at once, like a network failure. */
  disconnectAll(): void {
    for (const { connection } of this.people) connection.close();
    this.people.length = 0;
  }

  /** The users who send, ordered so that consecutive ones are in different rooms. */
  get senders(): ConnectedUser[] {
    const talking = this.people.filter(({ index: place }) => place < SENDERS_PER_ROOM);
    return talking.sort((a, b) => a.index - b.index || a.room - b.room);
  }

  /** From now on deliveries are recorded in this ledger. */
  recordInto(ledger: DeliveryLedger): void {
    this.ledger = ledger;
  }

  /** @param due when the message should have been sent; latency counts from then */
  send(by: ConnectedUser, due: number, onAnswer?: () => void): void {
    const { ledger } = this;
    if (!ledger) return;
    const { number, body } = ledger.recordSend(by, due);
    by.connection.emit(this.protocol.sendCommand(by.account, body), (answer) => {
      ledger.recordAnswer(number, this.protocol.isAccepted(answer), now());
      onAnswer?.();
    });
  }

  private async connectAccount(account: PeerAccount): Promise<void> {
    const { servers } = this;
    const server = servers[account.index % servers.length];
    if (!server) throw new Error('There is no server');
    const connection = await Connection.open(server.port, account.auth);
    const { members } = this.scenario;
    const person = {
      account,
      connection,
      room: Math.floor(account.index / members),
      index: account.index % members,
    };
    connection.onEvent = (event) => this.receive(person, event);
    connection.onCut = () => this.cutConnections++;
    this.people.push(person);
    await this.protocol.join(connection, account);
  }

  private receive(person: ConnectedUser, event: string): void {
    if (!event.startsWith(this.protocol.delivery)) return;
    const time = now();
    for (const message of findBodies(event, this.protocol.isNumbered))
      this.ledger?.recordDelivery(person, message, time);
  }
}
