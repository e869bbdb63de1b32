import { limits } from '@api/shared/limits.ts';
import type { WatchPresence } from '@api/presence/presence.dto.ts';
import type { Ack, CommandName, EventName } from '@api/transport/events.ts';
import type { TokenSource, SocketConnection } from './socket-connection.ts';
import {
  CONNECTING,
  type Transport,
  type TransportListener,
  type TabMessage,
  type TabMessageOf,
  type ConnectionStatus,
} from './transport.ts';

const OWN = 'own';

/** The line of the tab that holds the connection. Tells the other tabs all it hears, and asks the server for them. */
export class OwnerTransport implements Transport {
  private standing = CONNECTING;
  private number = 0;
  private told = 0;
  /** Nothing is said to nobody: most people have one tab. */
  private isShared = false;
  /** The server watches people for a connection, not for a tab. */
  private readonly watched = new Map<string, readonly string[]>();

  constructor(
    private readonly connection: SocketConnection,
    bearer: TokenSource,
    private readonly reign: number,
    private readonly say: (said: TabMessage) => void,
    private readonly end: TransportListener,
  ) {
    connection.open(bearer, {
      statusChanged: (standing) => this.changed(standing),
      eventReceived: (event, payload) => this.heard(event, payload),
    });
  }

  request(command: CommandName, payload: unknown, tab = OWN): Promise<Ack<unknown>> {
    const whole = command === 'watch_presence' ? this.watchedWith(tab, payload as WatchPresence) : payload;
    return this.connection.request(command, whole);
  }

  markCaughtUp(): void {
    this.connection.markCaughtUp();
  }

  reconnect(): void {
    this.connection.reconnect();
  }

  retryNow(): void {
    this.connection.retryNow();
  }

  receive(said: TabMessage): void {
    if ('reign' in said) {
      // That tab let go because of it, and said so while this one took over.
      if (said.says === 'event' && said.event === 'session_ended') this.end.eventReceived(said.event, said.payload);
      return;
    }
    this.isShared = true;
    if (said.says === 'ask') void this.answer(said);
    else if (said.says === 'bye') this.watched.delete(said.tab);
    else if (said.hurry && this.standing.phase === 'waiting') this.retryNow();
    else this.sayStanding();
  }

  close(): void {
    this.number = 0;
    this.connection.close();
  }

  private changed(standing: ConnectionStatus): void {
    this.standing = standing;
    if (standing.phase === 'connected') this.number++;
    else this.watched.clear();
    this.sayStanding();
    this.end.statusChanged(standing);
  }

  private heard(event: EventName, payload: unknown): void {
    if (this.isShared) this.say({ says: 'event', reign: this.reign, event, payload, told: ++this.told });
    this.end.eventReceived(event, payload);
  }

  private async answer({ tab, ask, command, payload }: TabMessageOf<'ask'>): Promise<void> {
    const { number } = this;
    const ack = await this.request(command, payload, tab).catch(() => null);
    this.say({ says: 'answer', reign: this.reign, ask, ack });
    // As if this tab had failed to catch up itself.
    const isDeaf = !ack && command === 'sync' && number === this.number && this.standing.phase === 'connected';
    if (isDeaf) this.reconnect();
  }

  private sayStanding(): void {
    const { reign, standing, number, told } = this;
    this.say({ says: 'standing', reign, standing, connection: number, told });
  }

  /** Whom any tab shows; if those are too many, whom the last ones show. */
  private watchedWith(tab: string, { userIds }: WatchPresence): WatchPresence {
    this.watched.delete(tab);
    this.watched.set(tab, userIds);
    const all = new Set([...this.watched.values()].reverse().flat());
    return { userIds: [...all].slice(0, limits.watchedPeople) };
  }
}
