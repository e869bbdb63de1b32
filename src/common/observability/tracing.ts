import type { Attributes, Span } from '@opentelemetry/api';
import type { Config } from '../config.ts';
import type { Tracer } from './opentelemetry.ts';
import { inContext, requestContext } from './request-context.ts';

let tracer: Tracer | undefined;

/**
 * Reports each request and command with its database statements and durations to an OpenTelemetry collector. It is
 * loaded only when `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector: otherwise it costs neither memory nor time.
 * @returns a function that sends the remaining spans, for the shutdown
 */
export async function startTracing(config: Config): Promise<() => Promise<void>> {
  const endpoint = config.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint) return () => Promise.resolve();
  const { openTelemetry } = await import('./opentelemetry.ts');
  const opened = openTelemetry(endpoint, config.env.OTEL_SERVICE_NAME, childSpan);
  tracer = opened.tracer;
  return opened.flush;
}

/** Runs the work of a request or command in a span, which the work ends. No span while tracing is off. */
export function inSpan<T>(name: string, attributes: Attributes, work: (span?: Span) => T): T {
  if (!tracer) return work();
  const context = requestContext();
  const span = tracer.begin(name, context?.span, attributes);
  return context ? inContext({ ...context, span }, () => work(span)) : work(span);
}

/** A child span of the current request or command; undefined for work without a request, such as polls. */
function childSpan(name: string, attributes: Attributes): Span | undefined {
  const parent = requestContext()?.span;
  return parent && tracer?.begin(name, parent, attributes);
}
