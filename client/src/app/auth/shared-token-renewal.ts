import type { Login } from '@api/auth/auth.dto.ts';

const NAME = 'parley.refresh';
/** A tab that the system stopped in the middle of a renewal must not keep the others waiting, in milliseconds. */
const PATIENCE = 15_000;

type Said = { login: Login } | { echo: number };

/**
 * One renewal for all tabs: they renew one after the other, and who waited takes what the first one got.
 * Where that fails (no locks on plain http, a tab that hangs) two refreshes at once still answer the same:
 * the server makes the successor from the token itself.
 */
export class SharedTokenRenewal {
  private readonly channel = new BroadcastChannel(NAME);
  /** A second end in this tab: what is said here comes back by the way all other tabs' words take. */
  private readonly otherEnd = new BroadcastChannel(NAME);
  private readonly echoes = new Map<number, () => void>();
  private heard: Login | null = null;

  /**
   * @param refresh asks the server
   * @param told what another tab got, whether this one has asked or not
   */
  constructor(
    private readonly refresh: () => Promise<Login>,
    private readonly told: (login: Login) => void,
    private readonly locks: Pick<LockManager, 'request'> | undefined = navigator.locks,
  ) {
    this.channel.onmessage = ({ data }: MessageEvent<Said>) => this.hear(data);
  }

  async login(): Promise<Login> {
    this.heard = null;
    return this.alone(async () => {
      await this.everythingSaid();
      return this.heard ?? this.ask();
    });
  }

  close(): void {
    this.channel.close();
    this.otherEnd.close();
  }

  private async ask(): Promise<Login> {
    const login = await this.refresh();
    // From the other end this tab would hear itself.
    this.channel.postMessage({ login } satisfies Said);
    return login;
  }

  private hear(said: Said): void {
    if ('echo' in said) return this.echoes.get(said.echo)?.();
    this.heard = said.login;
    this.told(said.login);
  }

  /** The lock may arrive before the words of the tab that let go of it. Those come before the echo of ours. */
  private everythingSaid(): Promise<void> {
    const echo = Math.random();
    return new Promise<void>((resolve) => {
      this.echoes.set(echo, resolve);
      this.otherEnd.postMessage({ echo } satisfies Said);
    }).finally(() => this.echoes.delete(echo));
  }

  private async alone<T>(act: () => Promise<T>): Promise<T> {
    if (!this.locks) return act();
    try {
      return await this.locks.request(NAME, { signal: AbortSignal.timeout(PATIENCE) }, act);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') return act();
      throw error;
    }
  }
}
