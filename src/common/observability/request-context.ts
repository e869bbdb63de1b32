import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span } from '@opentelemetry/api';
import type { Language } from '../languages.ts';

/**
 * Where the current request or command comes from: for the audit log, the logs, traces and the language of mails, never
 * for decisions about rights.
 */
export interface RequestContext {
  requestId: string;
  ip: string;
  /** Of the client, where it names one. */
  language?: Language | undefined;
  /** The piece of a trace that the work belongs to; only while tracing is on. */
  span?: Span;
}

const contexts = new AsyncLocalStorage<RequestContext | undefined>();

/** Runs work as part of a request or command; `undefined` makes it part of none. */
export const inContext = <T>(context: RequestContext | undefined, work: () => T): T => contexts.run(context, work);

/** Undefined in work that no request began: jobs, polls. */
export const requestContext = (): RequestContext | undefined => contexts.getStore();
