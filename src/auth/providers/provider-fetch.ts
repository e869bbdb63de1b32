import type { CustomFetch } from 'openid-client';

/** Of a request to a provider, from its begin to the last byte. */
export const PROVIDER_TIMEOUT_MS = 5_000;
/** Bytes of an answer: documents and tokens are smaller. */
const MAX_ANSWER = 1_000_000;

/** A provider that cannot be reached, is too slow, or fails by itself. */
export class ProviderUnreachable extends Error {}

/**
 * Asks a provider: in bounded time, for a bounded answer, without following where it leads. The addresses are the
 * operator's, and those that the provider itself names.
 * @param onClock hears how many seconds the clock of the provider is ahead
 */
export const providerFetch =
  (onClock: (aheadSeconds: number) => void): CustomFetch =>
  async (url, options) => {
    const { host } = new URL(url);
    const limit = AbortSignal.timeout(PROVIDER_TIMEOUT_MS);
    const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
    try {
      const response = await fetch(url, { ...options, redirect: 'manual', signal });
      if (response.status >= 500) throw new ProviderUnreachable(`${host} answers ${response.status}`);
      const ahead = aheadOf(response);
      if (ahead !== undefined) onClock(ahead);
      return new Response(hasBody(response) ? await bounded(response, host) : null, response);
    } catch (error) {
      if (error instanceof ProviderUnreachable) throw error;
      throw new ProviderUnreachable(`${host} ${reasonOf(error)}`, { cause: error });
    }
  };

const hasBody = ({ status }: Response): boolean => status !== 204 && status !== 304;

async function bounded(response: Response, host: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const body: AsyncIterable<Uint8Array> | undefined = response.body ?? undefined;
  for await (const part of body ?? []) {
    bytes += part.byteLength;
    if (bytes > MAX_ANSWER) throw new ProviderUnreachable(`${host} answers with more than ${MAX_ANSWER} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** In seconds; undefined for an answer without a time. */
function aheadOf({ headers }: Response): number | undefined {
  const time = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(time) ? undefined : Math.round((time - Date.now()) / 1000);
}

function reasonOf(error: unknown): string {
  if (error instanceof DOMException) return `does not answer within ${PROVIDER_TIMEOUT_MS / 1000} seconds`;
  const { cause } = error as Error;
  const { code, message } = (cause ?? error) as NodeJS.ErrnoException;
  return `cannot be reached: ${code ?? message}`;
}
