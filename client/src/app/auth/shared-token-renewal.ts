import type { Login } from '@api/auth/auth.dto.ts';

/** Name of the lock and of the channel. The shape of the messages is the same in every build of the client. */
const CHANNEL = 'parley.refresh';
/** How long the others wait for a tab that the system stopped in the middle of a renewal. */
const LOCK_TIMEOUT_MS = 15_000;

type RenewalMessage = { login: Login } | { echo: number };

/**
 * A single token renewal for all tabs: they renew in turn, and those that waited take the result of the first tab.
 * Where that fails (no locks on plain http, a tab that hangs) two refreshes at once still get the same answer, because
 * the server derives the next token from the current token.
 */
export class SharedTokenRenewal {
  private readonly channel = new BroadcastChannel(CHANNEL);
  /** A second end in this tab: what is posted to it arrives in the same order as the messages of all other tabs. */
  private readonly loopback = new BroadcastChannel(CHANNEL);
  private readonly pendingEchoes = new Map<number, () => void>();
  private received: Login | null = null;

  /**
   * @param refresh asks the server
   * @param renewed called with what another tab got, whether this tab has asked or not
   */
  constructor(
    private readonly refresh: () => Promise<Login>,
    private readonly renewed: (login: Login) => void,
    private readonly locks: Pick<LockManager, 'request'> | undefined = navigator.locks,
  ) {
    this.channel.onmessage = ({ data }: MessageEvent<RenewalMessage>) => this.receive(data);
  }

  async login(): Promise<Login> {
    this.received = null;
    return this.exclusively(async () => {
      await this.earlierMessages();
      return this.received ?? this.renew();
    });
  }

  close(): void {
    this.channel.close();
    this.loopback.close();
  }

  private async renew(): Promise<Login> {
    const login = await this.refresh();
    // Posted on the loopback, this tab would receive its own message.
    this.channel.postMessage({ login } satisfies RenewalMessage);
    return login;
  }

  private receive(message: RenewalMessage): void {
    if ('echo' in message) return this.pendingEchoes.get(message.echo)?.();
    this.received = message.login;
    this.renewed(message.login);
  }

  /**
   * The lock may arrive before the messages of the tab that released it. Those come before the echo of this tab's own.
   */
  private earlierMessages(): Promise<void> {
    const echo = Math.random();
    return new Promise<void>((resolve) => {
      this.pendingEchoes.set(echo, resolve);
      this.loopback.postMessage({ echo } satisfies RenewalMessage);
    }).finally(() => this.pendingEchoes.delete(echo));
  }

  private async exclusively<T>(act: () => Promise<T>): Promise<T> {
    if (!this.locks) return act();
    try {
      return await this.locks.request(CHANNEL, { signal: AbortSignal.timeout(LOCK_TIMEOUT_MS) }, act);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') return act();
      throw error;
    }
  }
}
