import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Span } from '@opentelemetry/api';
import type { Config } from './config.ts';
import type { Tracer } from './opentelemetry.ts';

const spans = new AsyncLocalStorage<Span>();
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

/** Does some work as one piece of a trace; whoever does it ends the span. No span while tracing is off. */
export function inSpan<T>(name: string, attributes: Attributes, work: (span?: Span) => T): T {
  if (!tracer) return work();
  const span = tracer.begin(name, spans.getStore(), attributes);
  return spans.run(span, () => work(span));
}

/** A piece of the work at hand; undefined for work that nobody asked for, such as polls. */
function childSpan(name: string, attributes: Attributes): Span | undefined {
  const parent = spans.getStore();
  return parent && tracer?.begin(name, parent, attributes);
}
