import type { CustomFetch, CustomFetchOptions } from 'openid-client';
import { type OutboundAnswer, OutboundFailure, type OutboundPolicy } from '../../outbound/outbound-policy.ts';
import type { OutboundService } from '../../outbound/outbound.service.ts';

/** Of a request to a provider, from its begin to the last byte. */
export const PROVIDER_TIMEOUT_MS = 5_000;
/** Bytes of an answer: documents and tokens are smaller. */
const MAX_ANSWER = 1_000_000;

/** A provider that cannot be reached, is too slow, or fails by itself. */
export class ProviderUnreachable extends Error {}

/**
 * Asks a provider: in bounded time, for a bounded answer, without following where it leads. The address of the operator may
 * be inside the own network. Others, which the provider names itself, are asked by https, inside only as OUTBOUND_ALLOW
 * lists.
 * @param onClock hears how many seconds the clock of the provider is ahead
 */
export function providerFetch(
  outbound: OutboundService,
  issuer: URL,
  onClock: (aheadSeconds: number) => void,
): CustomFetch {
  const policy: OutboundPolicy = {
    purpose: 'sign-in',
    internal: 'listed',
    origins: new Set([issuer.origin]),
    connectTimeoutMs: PROVIDER_TIMEOUT_MS,
    timeoutMs: PROVIDER_TIMEOUT_MS,
    maxBytes: MAX_ANSWER,
  };
  return async (url, options) => {
    const { host } = new URL(url);
    const answer = await outbound.request({ url, policy, ...requestOf(options) }).catch((error: unknown) => {
      throw error instanceof OutboundFailure ? unreachable(error) : error;
    });
    if (answer.status >= 500) throw new ProviderUnreachable(`${host} answers ${answer.status}`);
    if (answer.isCut) throw new ProviderUnreachable(`${host} answers with more than ${MAX_ANSWER} bytes`);
    const ahead = aheadOf(answer);
    if (ahead !== undefined) onClock(ahead);
    const body = BODILESS.includes(answer.status) ? null : new Uint8Array(answer.body);
    return new Response(body, { status: answer.status, headers: answer.headers });
  };
}

const BODILESS = [204, 205, 304];

function requestOf({ method, headers, body, signal }: CustomFetchOptions) {
  const given = bodyOf(body);
  return {
    method,
    // The answer is read as it was sent.
    headers: { ...headers, 'accept-encoding': 'identity' },
    ...(given !== undefined && { body: given }),
    ...(signal && { signal }),
  };
}

/** The libraries send forms and texts alone. */
function bodyOf(body: CustomFetchOptions['body']): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body);
  throw new TypeError('A provider is sent forms and texts alone');
}

function unreachable({ reason, message, cause }: OutboundFailure): ProviderUnreachable {
  const wayOut = reason === 'forbidden' ? '; OUTBOUND_ALLOW lets the server ask addresses inside' : '';
  return new ProviderUnreachable(`${message}${wayOut}`, { cause });
}

/** In seconds; undefined for an answer without a time. */
function aheadOf({ headers }: OutboundAnswer): number | undefined {
  const time = Date.parse(headers.date ?? '');
  return Number.isNaN(time) ? undefined : Math.round((time - Date.now()) / 1000);
}
