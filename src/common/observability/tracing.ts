import type { Attributes, Span } from '@opentelemetry/api';
import type { Config } from '../config.ts';
import type { Tracer } from './opentelemetry.ts';
import { inContext, requestContext } from './request-context.ts';

let tracer: Tracer | undefined;

/**
 * Tells an OpenTelemetry collector which command or request asked the database what, and how long it took. It is loaded only
 * where `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector: elsewhere it costs neither memory nor time.
 * @returns sends what has not been sent yet, for the end of the process
 */
export async function startTracing(config: Config): Promise<() => Promise<void>> {
  const endpoint = config.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint) return () => Promise.resolve();
  const { openTelemetry } = await import('./opentelemetry.ts');
  const opened = openTelemetry(endpoint, config.env.OTEL_SERVICE_NAME, childSpan);
  tracer = opened.tracer;
  return opened.flush;
}

/** Does the work of a request or command as one piece of a trace; the work ends the span. No span while tracing is off. */
export function inSpan<T>(name: string, attributes: Attributes, work: (span?: Span) => T): T {
  if (!tracer) return work();
  const context = requestContext();
  const span = tracer.begin(name, context?.span, attributes);
  return context ? inContext({ ...context, span }, () => work(span)) : work(span);
}

/** A piece of the current request or command; undefined for work that no request began, such as polls. */
function childSpan(name: string, attributes: Attributes): Span | undefined {
  const parent = requestContext()?.span;
  return parent && tracer?.begin(name, parent, attributes);
}
