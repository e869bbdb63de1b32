import type { Ack, CommandName } from '@api/transport/events.ts';
import { ApiProblem } from '../api/api-problem.ts';
import {
  ACK_TIMEOUT_MS,
  CONNECTING,
  type Transport,
  type TransportListener,
  type TabMessage,
  type TabMessageOf,
} from './transport.ts';
import { reconnectDelay } from './reconnect-delay.ts';

/** A holder that keeps silent for so long, this many times in a row, is frozen or hangs. Milliseconds. */
const SILENCE = 1_000;
const KNOCKS = 2;
/** Milliseconds without a word from it after which one looks after it, as sockets do by their heartbeat. */
const QUIET = 20_000;
/** Browsers slow down the clock of a holder that nobody looks at: after this, in milliseconds, it is reminded. */
const LATE = 250;

type Timer = ReturnType<typeof setTimeout>;

/** A line by way of the tab that holds the connection. To its tab it looks like a connection of its own. */
export class TabProxyTransport implements Transport {
  private readonly tab = Math.random().toString(36).slice(2);
  private reign = 0;
  /** The last connection that was joined, and whether this line is still on it. */
  private connection = 0;
  private isJoined = false;
  private told = 0;
  private failures = 0;
  private asks = 0;
  private readonly asked = new Map<string, (ack: Ack<unknown> | null) => void>();
  private knocking: Timer | undefined;
  private resting: Timer | undefined;
  private quiet: Timer | undefined;

  /** @param silent the holder does not answer any more */
  constructor(
    private readonly say: (said: TabMessage) => void,
    private readonly end: TransportListener,
    private readonly silent: () => void,
  ) {
    end.statusChanged(CONNECTING);
    this.look(true);
  }

  request(command: CommandName, payload: unknown): Promise<Ack<unknown>> {
    if (!this.isJoined) return Promise.reject(ApiProblem.unreachable());
    const ask = `${this.tab}.${++this.asks}`;
    return new Promise((resolve, reject) => {
      const slow = setTimeout(() => this.look(), SILENCE * KNOCKS);
      const late = setTimeout(() => settle(null), ACK_TIMEOUT_MS);
      const settle = (ack: Ack<unknown> | null) => {
        clearTimeout(slow);
        clearTimeout(late);
        this.asked.delete(ask);
        if (ack) resolve(ack);
        else reject(ApiProblem.unreachable());
      };
      this.asked.set(ask, settle);
      this.say({ says: 'ask', tab: this.tab, ask, command, payload });
    });
  }

  markCaughtUp(): void {
    this.failures = 0;
  }

  /** For this tab alone: the others may do well with the same connection. */
  reconnect(): void {
    if (!this.isJoined) return;
    const delay = reconnectDelay(this.failures++, Math.random());
    this.leave();
    this.rest(delay);
    this.end.statusChanged({ phase: 'waiting', retryAt: Date.now() + delay });
  }

  retryNow(): void {
    this.stopResting();
    this.look(true);
  }

  receive(said: TabMessage): void {
    // Others like this one; or a holder that was robbed and does not know it yet.
    if (!('reign' in said) || said.reign < this.reign) return;
    this.stopKnocking();
    this.quiet = setTimeout(() => this.look(), QUIET);
    if (said.says === 'standing') this.follow(said);
    else if (said.reign !== this.reign || !this.isJoined) return;
    else if (said.says === 'answer') this.asked.get(said.ask)?.(said.ack);
    else if (said.told === ++this.told) this.end.eventReceived(said.event, said.payload);
    else this.reconnect();
  }

  close(): void {
    this.stopKnocking();
    this.stopResting();
    this.leave();
    this.say({ says: 'bye', tab: this.tab });
  }

  private follow({ reign, standing, connection, told }: TabMessageOf<'standing'>): void {
    const isConnected = standing.phase === 'connected';
    const isKnown = reign === this.reign && connection === this.connection;
    if (isConnected && isKnown && (this.isJoined || this.resting)) return;
    this.stopResting();
    this.leave();
    this.reign = reign;
    this.isJoined = isConnected;
    this.told = told;
    if (isConnected) this.connection = connection;
    if (standing.retryAt !== null) this.rest(standing.retryAt - Date.now() + LATE);
    this.end.statusChanged(standing);
  }

  private leave(): void {
    this.isJoined = false;
    for (const settle of [...this.asked.values()]) settle(null);
  }

  private rest(delay: number): void {
    this.resting = setTimeout(() => this.retryNow(), delay);
  }

  private stopResting(): void {
    clearTimeout(this.resting);
    this.resting = undefined;
  }

  /** How does the holder stand, and is it there at all? */
  private look(hurry = false): void {
    if (!this.knocking) this.knock(KNOCKS, hurry);
  }

  private knock(times: number, hurry: boolean): void {
    if (times === 0) {
      this.knocking = undefined;
      return this.silent();
    }
    this.say({ says: 'hello', hurry });
    this.knocking = setTimeout(() => this.knock(times - 1, hurry), SILENCE);
  }

  private stopKnocking(): void {
    clearTimeout(this.quiet);
    clearTimeout(this.knocking);
    this.knocking = undefined;
  }
}
