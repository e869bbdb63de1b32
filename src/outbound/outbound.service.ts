import { Inject, Injectable, Optional } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { VERSION } from '../common/version.ts';
import { DestinationGuard, type ResolveHost, systemResolver } from './destination.ts';
import { type OutboundAnswer, OutboundFailure, type OutboundPolicy, type OutboundRequest } from './outbound-policy.ts';
import { sendPinned } from './pinned-request.ts';

export const RESOLVE_HOST = Symbol('ResolveHost');

const REDIRECTS = [301, 302, 303, 307, 308];
/** What goes on to another origin: everything else may be meant for the first alone. */
const HEADERS_FOR_ALL = ['accept', 'accept-language'];

/**
 * The one way by which the server asks others for something. Each request, and each redirect that is followed, is
 * checked by its policy before it connects, and ends in bounded time with an answer of bounded size.
 */
@Injectable()
export class OutboundService {
  private readonly guard: DestinationGuard;

  constructor(config: Config, @Optional() @Inject(RESOLVE_HOST) resolve: ResolveHost = systemResolver) {
    this.guard = new DestinationGuard(config.outboundAllow, new URL(config.publicUrl).host, resolve);
  }

  /**
   * Whether a request to this address would be sent now: for an address that a person enters. It is checked again at
   * each request, since a name may have another address by then.
   * @throws OutboundFailure `forbidden`, `unresolved`, `timeout`
   */
  async assertAllowed(url: string, policy: OutboundPolicy): Promise<void> {
    const time = new RequestTime(policy);
    try {
      await time.within(this.guard.check(urlFrom(url), policy));
    } finally {
      time.end();
    }
  }

  /**
   * The answer, whatever its status.
   * @throws OutboundFailure
   */
  async request(request: OutboundRequest): Promise<OutboundAnswer> {
    const time = new RequestTime(request.policy, request.signal);
    try {
      return await this.follow(request, time);
    } finally {
      time.end();
    }
  }

  private async follow(request: OutboundRequest, time: RequestTime): Promise<OutboundAnswer> {
    const { method = 'GET', policy } = request;
    let url = urlFrom(request.url);
    let headers = headersOf(request);
    for (let left = policy.maxRedirects ?? 0; ; left--) {
      const answer = await this.send(url, { ...request, method, headers }, time);
      const location = REDIRECTS.includes(answer.status) ? answer.headers.location : undefined;
      if (!policy.maxRedirects || method !== 'GET' || location === undefined) return answer;
      if (left === 0) throw new OutboundFailure('redirects', `${url.host} leads on and on`);
      if (!URL.canParse(location, url.href)) throw new OutboundFailure('redirects', `${url.host} leads to no address`);
      const next = new URL(location, url);
      if (next.origin !== url.origin) headers = forOthers(headers);
      url = next;
    }
  }

  private async send(url: URL, request: OutboundRequest & { headers: Record<string, string> }, time: RequestTime) {
    const { method = 'GET', headers, body, policy } = request;
    time.beginConnecting();
    const destination = await time.within(this.guard.check(url, policy));
    return sendPinned(destination, {
      method,
      headers,
      body,
      maxBytes: policy.maxBytes,
      signal: time.signal,
      onConnect: () => time.endConnecting(),
    });
  }
}

/** The two times of a request, and the signal of its caller. */
class RequestTime {
  private readonly ended = new AbortController();
  readonly signal: AbortSignal;
  private readonly whole: NodeJS.Timeout;
  private connecting: NodeJS.Timeout | undefined;

  constructor(
    private readonly policy: OutboundPolicy,
    given?: AbortSignal,
  ) {
    this.signal = this.ended.signal;
    this.whole = this.after(policy.timeoutMs, 'does not answer');
    const cancel = () => this.ended.abort(new OutboundFailure('cancelled', 'Cancelled'));
    if (given?.aborted) cancel();
    else given?.addEventListener('abort', cancel, { once: true, signal: this.signal });
  }

  beginConnecting(): void {
    clearTimeout(this.connecting);
    this.connecting = this.after(this.policy.connectTimeoutMs, 'does not connect');
  }

  endConnecting(): void {
    clearTimeout(this.connecting);
  }

  /** For work that no signal ends. */
  async within<T>(work: Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    const { promise, reject } = Promise.withResolvers<never>();
    const fail = () => reject(this.signal.reason as Error);
    this.signal.addEventListener('abort', fail, { once: true });
    return Promise.race([work, promise]).finally(() => this.signal.removeEventListener('abort', fail));
  }

  end(): void {
    clearTimeout(this.whole);
    this.endConnecting();
    // Nothing listens any more: it lets go of the caller's signal.
    this.ended.abort();
  }

  private after(ms: number, what: string): NodeJS.Timeout {
    return setTimeout(
      () => this.ended.abort(new OutboundFailure('timeout', `The other side ${what} within ${ms / 1000} seconds`)),
      ms,
    );
  }
}

function urlFrom(url: string): URL {
  if (!URL.canParse(url)) throw new OutboundFailure('forbidden', 'This is no address');
  return new URL(url);
}

function headersOf({ headers = {}, body, policy }: OutboundRequest): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    'user-agent': `Parley/${VERSION} (+${policy.purpose})`,
    ...Object.fromEntries(given),
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
  };
}

const forOthers = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => name === 'user-agent' || HEADERS_FOR_ALL.includes(name)),
  );
