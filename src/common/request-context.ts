import { AsyncLocalStorage } from 'node:async_hooks';

/** Where the request or command at hand came from; for the audit log and the logs, never for decisions about rights. */
export interface RequestContext {
  requestId: string;
  ip: string;
}

const contexts = new AsyncLocalStorage<RequestContext>();

export const inContext = <T>(context: RequestContext, work: () => T): T => contexts.run(context, work);

/** Undefined in work that nobody asked for: jobs, polls. */
export const requestContext = (): RequestContext | undefined => contexts.getStore();
