import { onPageFrozen } from './frozen-page.ts';
import { TabProxyTransport } from './tab-proxy-transport.ts';
import type { TokenSource, SocketConnection } from './socket-connection.ts';
import { OwnerTransport } from './owner-transport.ts';
import type { Transport, TransportListener, TabMessage } from './transport.ts';
import { TabLock } from './tab-lock.ts';

/**
 * Name of the lock and of the channel between tabs. The number is the version of `TabMessage`: tabs of another build
 * that know other messages share a connection among themselves only.
 */
const CHANNEL = 'parley.transport.2';

/**
 * A single connection for all tabs of an account. The tab that holds the lock owns it until the tab is closed, frozen
 * or no longer answers. It stays there whichever tab is looked at, because moving it would mean a reconnect.
 */
export class SharedTransport {
  private readonly closed = new AbortController();
  private readonly channel: BroadcastChannel;
  private readonly lock: TabLock;
  private term = 0;
  private transport: Transport | null = null;

  constructor(
    private readonly connection: SocketConnection,
    private readonly tokens: TokenSource,
    private readonly listener: TransportListener,
    locks?: Pick<LockManager, 'request'> | null,
  ) {
    // By account: a tab that signs in as another account must not share this connection.
    const name = `${CHANNEL}.${tokens.userId}`;
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = ({ data }: MessageEvent<TabMessage>) => this.receive(data);
    this.lock = new TabLock(name, (isHeld) => (isHeld ? this.becomeOwner() : this.join()), locks);
    this.join();
    this.watchPage();
  }

  get current(): Transport | null {
    return this.transport;
  }

  close(): void {
    this.leave();
    this.closed.abort();
    this.channel.close();
  }

  /** Uses the connection of whichever tab owns it, and queues for the lock. */
  private join(): void {
    this.replace(() => new TabProxyTransport(this.post, this.listener, () => this.lock.steal()));
    this.lock.queue();
  }

  private becomeOwner(): void {
    this.term = Math.max(Date.now(), this.term + 1);
    this.replace(() => new OwnerTransport(this.connection, this.tokens, this.term, this.post, this.listener));
  }

  private leave(): void {
    this.transport?.close();
    this.transport = null;
    this.lock.giveUp();
  }

  private replace(create: () => Transport): void {
    this.transport?.close();
    this.transport = create();
  }

  private receive(message: TabMessage): void {
    if ('term' in message) this.term = Math.max(this.term, message.term);
    this.transport?.receive(message);
  }

  private readonly post = (message: TabMessage): void => {
    if (!this.closed.signal.aborted) this.channel.postMessage(message);
  };

  private watchPage(): void {
    const { signal } = this.closed;
    onPageFrozen(
      () => this.leave(),
      () => this.join(),
      signal,
    );
    document.addEventListener(
      'visibilitychange',
      () => document.visibilityState === 'visible' && this.transport?.retryNow(),
      { signal },
    );
    // The browser releases the lock of a page that goes; a proxy has to take leave of the owner itself.
    window.addEventListener('pagehide', () => this.transport instanceof TabProxyTransport && this.transport.close(), {
      signal,
    });
  }
}
