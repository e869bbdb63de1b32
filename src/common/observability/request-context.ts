import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span } from '@opentelemetry/api';
import type { Language } from '../languages.ts';

/**
 * The origin of the current request or command: for the audit log, the logs, traces, limits by address and for the language and the
 * links of mails, never for decisions about rights.
 */
export interface RequestContext {
  requestId: string;
  ip: string;
  /** The id that the client sent, if any. */
  language?: Language | undefined;
  /** The URL of this server by the Host of the request, if that is an address of this machine: see `ownUrlOf`. */
  ownUrl?: string | undefined;
  /** The span that the work belongs to; only while tracing is on. */
  span?: Span;
}

const contexts = new AsyncLocalStorage<RequestContext | undefined>();

/** Runs work in the context of a request or command; `undefined` runs it without a context. */
export const inContext = <T>(context: RequestContext | undefined, work: () => T): T => contexts.run(context, work);

/** Undefined in work without a request: jobs, polls. */
export const requestContext = (): RequestContext | undefined => contexts.getStore();
