import { type Attributes, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { wrapQuery } from '../database/pg-internals.ts';
import { VERSION } from '../version.ts';

/** The tracer while tracing is on. */
export interface Tracer {
  begin(name: string, parent: Span | undefined, attributes: Attributes): Span;
}

type ChildSpan = (name: string, attributes: Attributes) => Span | undefined;

/**
 * The only file that loads OpenTelemetry. Spans are created explicitly around requests, commands and statements: the
 * automatic instrumentation does not know socket commands and may record texts of users.
 */
export function openTelemetry(endpoint: string, serviceName: string, childSpan: ChildSpan) {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': VERSION }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const spans = provider.getTracer('parley', VERSION);
  const tracer: Tracer = {
    begin: (name, parent, attributes) => {
      const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
      return spans.startSpan(name, { kind: parent ? SpanKind.CLIENT : SpanKind.SERVER, attributes }, context);
    },
  };
  traceStatements(childSpan);
  // An unavailable collector must not delay the shutdown.
  return { tracer, flush: () => provider.shutdown().catch(() => undefined) };
}

/** Both pools, TypeORM's and the pipeline's, send every statement through this method. */
function traceStatements(childSpan: ChildSpan): void {
  wrapQuery(
    (query) =>
      function (...args) {
        const span = childSpan(...described(args[0]));
        if (!span) return query.apply(this, args);
        const callback = args.at(-1);
        if (typeof callback === 'function') {
          const answer = (...result: unknown[]) => {
            settle(span, result[0]);
            (callback as (...result: unknown[]) => void)(...result);
          };
          return query.apply(this, [...args.slice(0, -1), answer]);
        }
        const answer = query.apply(this, args);
        if (answer instanceof Promise)
          answer.then(
            () => settle(span),
            (error: unknown) => settle(span, error),
          );
        else span.end(); // a stream, which ends together with its reader
        return answer;
      },
  );
}

/** The name of a span: only the verb and the table, because values and literals must not be recorded. */
function described(statement: unknown): [name: string, attributes: Attributes] {
  const { text = statement, name } = Object(statement) as { text?: unknown; name?: string };
  const sql = typeof text === 'string' ? text : '';
  const verb = /^\s*([a-z]+)/i.exec(sql)?.[1]?.toUpperCase() ?? 'query';
  const table = /\b(?:from|into|update)\s+"?([a-z_]+)"?/i.exec(withoutInner(sql))?.[1];
  const summary = name?.replace(/-\d+$/, '') ?? [verb, table].filter(Boolean).join(' ');
  return [
    summary,
    { 'db.system.name': 'postgresql', 'db.operation.name': verb, ...(table && { 'db.collection.name': table }) },
  ];
}

/** The text outside parentheses. */
function withoutInner(sql: string): string {
  const flatter = sql.replace(/\([^()]*\)/g, '');
  return flatter === sql ? sql : withoutInner(flatter);
}

/** PostgreSQL's error code; the message may quote a value. */
function settle(span: Span, error?: unknown): void {
  if (error) {
    const { code = 'unknown' } = Object(error) as { code?: string };
    span.setAttribute('db.response.status_code', code);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
