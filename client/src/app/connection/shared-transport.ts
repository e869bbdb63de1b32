import { onPageFrozen } from './frozen-page.ts';
import { TabProxyTransport } from './tab-proxy-transport.ts';
import type { TokenSource, SocketConnection } from './socket-connection.ts';
import { OwnerTransport } from './owner-transport.ts';
import type { Transport, TransportListener, TabMessage } from './transport.ts';
import { TabLock } from './tab-lock.ts';

/**
 * One connection for all tabs of a person. The tab that has the lock holds it, until it is closed, put to sleep or
 * does not answer any more; it stays there whichever tab one looks at, for moving it would be a reconnect.
 */
export class SharedTransport {
  private readonly closed = new AbortController();
  private readonly tabs: BroadcastChannel;
  private readonly lock: TabLock;
  private term = 0;
  private line: Transport | null = null;

  constructor(
    private readonly connection: SocketConnection,
    private readonly bearer: TokenSource,
    private readonly end: TransportListener,
    locks?: Pick<LockManager, 'request'> | null,
  ) {
    // Whoever signs in as somebody else has another line.
    const name = `parley.line.${bearer.userId}`;
    this.tabs = new BroadcastChannel(name);
    this.tabs.onmessage = ({ data }: MessageEvent<TabMessage>) => this.hear(data);
    this.lock = new TabLock(name, (held) => (held ? this.hold() : this.enter()), locks);
    this.enter();
    this.watchPage();
  }

  /** By this tab or by another. */
  get current(): Transport | null {
    return this.line;
  }

  close(): void {
    this.leave();
    this.closed.abort();
    this.tabs.close();
  }

  private enter(): void {
    this.become(() => new TabProxyTransport(this.say, this.end, () => this.lock.steal()));
    this.lock.queue();
  }

  private hold(): void {
    this.term = Math.max(Date.now(), this.term + 1);
    this.become(() => new OwnerTransport(this.connection, this.bearer, this.term, this.say, this.end));
  }

  private leave(): void {
    this.line?.close();
    this.line = null;
    this.lock.giveUp();
  }

  private become(line: () => Transport): void {
    this.line?.close();
    this.line = line();
  }

  private hear(said: TabMessage): void {
    if ('reign' in said) this.term = Math.max(this.term, said.reign);
    this.line?.receive(said);
  }

  private readonly say = (said: TabMessage): void => {
    if (!this.closed.signal.aborted) this.tabs.postMessage(said);
  };

  private watchPage(): void {
    const { signal } = this.closed;
    onPageFrozen(
      () => this.leave(),
      () => this.enter(),
      signal,
    );
    document.addEventListener(
      'visibilitychange',
      () => document.visibilityState === 'visible' && this.line?.retryNow(),
      { signal },
    );
    // What it holds the browser takes from a page that goes; what it has borrowed it gives back.
    window.addEventListener('pagehide', () => this.line instanceof TabProxyTransport && this.line.close(), { signal });
  }
}
