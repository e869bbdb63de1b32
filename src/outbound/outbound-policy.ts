/**
 * What a purpose may ask of other servers. Each purpose has one policy, a constant or made once of the settings.
 */
export interface OutboundPolicy {
  /** Named in `User-Agent`, such as `link preview`. */
  purpose: string;
  /** `['https:']` unless named. */
  schemes?: readonly ('http:' | 'https:')[];
  /** All ports unless named. */
  ports?: readonly number[];
  /**
   * Which addresses inside the own network are connected to: none, those of OUTBOUND_ALLOW, or all (for addresses that
   * the operator has given). None unless named.
   */
  internal?: 'none' | 'listed' | 'all';
  /** Origins as `URL.origin` writes them: each is allowed with its scheme and port, at any address. */
  origins?: ReadonlySet<string>;
  /** How many redirects of a GET are followed, each checked from the beginning. 0 unless named: a 3xx is the answer. */
  maxRedirects?: number;
  /** To find the address, connect and agree on TLS. */
  connectTimeoutMs: number;
  /** Of everything, redirects and the last byte included. */
  timeoutMs: number;
  /** Bytes of the answer that are read; what is longer is cut and `isCut`. */
  maxBytes: number;
}

export interface OutboundRequest {
  url: string;
  /** `GET` unless named. */
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  policy: OutboundPolicy;
  /** Ends the request. */
  signal?: AbortSignal;
}

export interface OutboundAnswer {
  status: number;
  /** In lower case; those that were sent several times, by commas. */
  headers: Readonly<Record<string, string>>;
  /** As it was sent: not decompressed. */
  body: Buffer;
  /** Whether the body was longer than is read. */
  isCut: boolean;
  /** Of the last redirect. */
  url: string;
}

/**
 * Why there is no answer. `forbidden` was refused before a connection; the others may be gone at another try.
 *
 * - `forbidden`: scheme, port, user name, or an address inside
 * - `unresolved`: the name has no address
 * - `unreachable`: no connection, or one that broke
 * - `timeout`: no connection or no whole answer in time
 * - `redirects`: more of them than are followed, or to what is no address
 * - `cancelled`: by the caller's signal
 */
export type OutboundReason = 'forbidden' | 'unresolved' | 'unreachable' | 'timeout' | 'redirects' | 'cancelled';

/** A request without an answer. Its message names neither path nor query, which may hold a secret. */
export class OutboundFailure extends Error {
  constructor(
    readonly reason: OutboundReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
