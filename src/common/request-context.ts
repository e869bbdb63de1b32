import { AsyncLocalStorage } from 'node:async_hooks';
import type { Language } from './languages.ts';

/** Where the request or command at hand came from; for the audit log, the logs and the language of mails, never for decisions about rights. */
export interface RequestContext {
  requestId: string;
  ip: string;
  /** Lets the next command of its kind begin before this one is done; see `inPlace`. */
  allowNext?: () => void;
  /** Of whoever asks, where they say so. */
  language?: Language | undefined;
}

const contexts = new AsyncLocalStorage<RequestContext>();

export const inContext = <T>(context: RequestContext, work: () => T): T => contexts.run(context, work);

/** Undefined in work that nobody asked for: jobs, polls. */
export const requestContext = (): RequestContext | undefined => contexts.getStore();

/**
 * Says that the command at hand has its place in the order of things, though it is not done yet: the next of its kind
 * about the same thing may begin.
 */
export const allowNextCommand = (): void => contexts.getStore()?.allowNext?.();
