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

/** The key under which this tab's own watched people are held, beside those of the other tabs. */
const OWN_TAB = 'own';

/**
 * The transport of the tab that owns the connection. Forwards all events to the other tabs, and their requests to the
 * server.
 */
export class OwnerTransport implements Transport {
  private status = CONNECTING;
  private connectionCount = 0;
  private sequence = 0;
  /**
   * Whether another tab has announced itself. Until then no event is copied to the channel: most people have a single
   * tab.
   */
  private isShared = false;
  /** User ids watched, by tab: the server watches people for a connection, not for a tab. */
  private readonly watched = new Map<string, readonly string[]>();

  constructor(
    private readonly connection: SocketConnection,
    tokens: TokenSource,
    private readonly term: number,
    private readonly post: (message: TabMessage) => void,
    private readonly listener: TransportListener,
  ) {
    connection.open(tokens, {
      statusChanged: (status) => this.statusChanged(status),
      eventReceived: (event, payload) => this.eventReceived(event, payload),
    });
  }

  request(command: CommandName, payload: unknown, tab = OWN_TAB): Promise<Ack<unknown>> {
    const merged = command === 'watch_presence' ? this.watchedWith(tab, payload as WatchPresence) : payload;
    return this.connection.request(command, merged);
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

  receive(message: TabMessage): void {
    if ('term' in message) {
      // The previous owner gave up the lock because its session ended, and sent this while this tab took over.
      if (message.type === 'event' && message.event === 'session_ended')
        this.listener.eventReceived(message.event, message.payload);
      return;
    }
    this.isShared = true;
    if (message.type === 'request') void this.answer(message);
    else if (message.type === 'bye') this.watched.delete(message.tab);
    else if (message.retryNow && this.status.phase === 'waiting') this.retryNow();
    else this.postStatus();
  }

  close(): void {
    this.connectionCount = 0;
    this.connection.close();
  }

  private statusChanged(status: ConnectionStatus): void {
    this.status = status;
    if (status.phase === 'connected') this.connectionCount++;
    else this.watched.clear();
    this.postStatus();
    this.listener.statusChanged(status);
  }

  private eventReceived(event: EventName, payload: unknown): void {
    if (this.isShared) this.post({ type: 'event', term: this.term, event, payload, sequence: ++this.sequence });
    this.listener.eventReceived(event, payload);
  }

  private async answer({ tab, requestId, command, payload }: TabMessageOf<'request'>): Promise<void> {
    const { connectionCount } = this;
    const ack = await this.request(command, payload, tab).catch(() => null);
    this.post({ type: 'answer', term: this.term, requestId, ack });
    // An unanswered `sync` of another tab counts as if this tab had failed to catch up itself.
    const isSameConnection = connectionCount === this.connectionCount && this.status.phase === 'connected';
    if (!ack && command === 'sync' && isSameConnection) this.reconnect();
  }

  private postStatus(): void {
    const { term, status, connectionCount, sequence } = this;
    this.post({ type: 'status', term, status, connection: connectionCount, sequence });
  }

  /** The people that any tab shows; where they exceed the limit, those of the tabs that asked last. */
  private watchedWith(tab: string, { userIds }: WatchPresence): WatchPresence {
    this.watched.delete(tab);
    this.watched.set(tab, userIds);
    const all = new Set([...this.watched.values()].reverse().flat());
    return { userIds: [...all].slice(0, limits.watchedPeople) };
  }
}
