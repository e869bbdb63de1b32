import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.ts';
import { type Config, readConfig } from './common/config.ts';
import { requestedLanguage } from './common/languages.ts';
import { waitForDatabase } from './common/database/wait-for-database.ts';
import { limits } from './shared/limits.ts';
import { metrics } from './common/observability/metrics.ts';
import { inContext, requestContext } from './common/observability/request-context.ts';
import { isLoopbackName, ownUrlOf } from './common/own-address.ts';
import { clientAddress } from './common/http/client-address.ts';
import { HttpAdapter } from './common/http/http-adapter.ts';
import { Problem } from './common/problem.ts';
import { asProblem } from './common/problem.filter.ts';
import { MAX_MESSAGE_LENGTH } from './common/settings/setting-rules.ts';
import { runUntilSignal } from './common/process-lifecycle.ts';
import { surviveUnexpectedErrors } from './common/unexpected-errors.ts';
import { withoutInternals } from './common/observability/start-logger.ts';
import { startLine } from './common/start-line.ts';
import { inSpan, startTracing } from './common/observability/tracing.ts';
import { InFlightWork } from './common/in-flight-work.ts';
import { serveDocs } from './docs/docs.ts';
import { serveHooks } from './integrations/hooks/serve-hooks.ts';
import { serveCommandLine } from './pages/command-line.ts';
import { MCP_PATH, serveMcp } from './mcp/serve-mcp.ts';
import { servePages } from './pages/pages.ts';
import { ConnectionDrain } from './transport/connection-drain.ts';
import { SocketAdapter } from './transport/socket.adapter.ts';

export interface RunningServer {
  /** The URL of the server. */
  url: string;
  close(): Promise<void>;
}

/**
 * Starts the web process.
 * @param environment the variables of the contract; DATABASE_URL, SECRET_KEY and MAIL_SERVER must be set
 * @throws Error with a single clear line for a wrong variable or a port in use
 */
export async function serve(environment: NodeJS.ProcessEnv): Promise<RunningServer> {
  const config = readConfig(environment);
  await waitForDatabase(config);
  const endTracing = await startTracing(config);
  const app = await createApp(config);
  try {
    await listen(app, config.env);
  } catch (error) {
    await app.close();
    throw error;
  }
  surviveUnexpectedErrors();
  const address = app.getHttpServer().address() as { port: number };
  app.get(Logger).log(startLine(config, address.port), 'Start');
  return {
    url: `http://localhost:${address.port}`,
    close: () =>
      app
        .get(ConnectionDrain)
        .drain()
        .then(() => app.close())
        .finally(endTracing),
  };
}

/** The application, ready to listen. */
export async function createApp(config: Config): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.for(config), new HttpAdapter(), {
    bufferLogs: true,
    abortOnError: false,
    bodyParser: false,
  });
  app.useLogger(withoutInternals(app.get(Logger)));
  app.useWebSocketAdapter(new SocketAdapter(app, config));
  app.set('trust proxy', config.env.TRUST_PROXY_HOPS);
  app.disable('x-powered-by');
  app.use(identified(config), traced, measured, untilAnswered(app.get(InFlightWork)), securityHeaders(config));
  serveHooks(app);
  serveCommandLine(app);
  serveMcp(app, config);
  servePages(app);
  app.use('/api', noStore, compression({ filter: mayShrink }));
  app.use(cookieParser());
  app.use(boundedJson);
  app.useBodyParser('urlencoded', { extended: false, limit: LOGOUT_BYTES, type: isLogoutOfProvider });
  app.useBodyParser('json', { limit: JSON_BYTES_OF_A_CHARACTER * MAX_MESSAGE_LENGTH });
  app.use(asBodyProblem);
  app.enableCors({ origin: config.origins, credentials: true });
  app.setGlobalPrefix('api/v1', { exclude: ['health/live', 'health/ready', MCP_PATH] });
  serveDocs(app);
  return app;
}

/** Providers tell of logouts by a form, as their protocol has it; all else here is JSON. */
const LOGOUTS = /^\/api\/v1\/auth\/oidc\/[^/]+\/backchannel-logout\/?(\?|$)/;
const isLogoutOfProvider = ({ url = '', headers }: IncomingMessage): boolean =>
  LOGOUTS.test(url) && (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
const LOGOUT_BYTES = 64_000;

/** Bytes, at most: two escapes such as `\ud83d`. An administrator may allow messages of 16,000 characters. */
const JSON_BYTES_OF_A_CHARACTER = 12;

/** Refuses JSON that says it is larger than the messages of now need; the parser bounds what does not say so. */
const boundedJson = (request: Request, _response: Response, next: NextFunction) => {
  const bound = Math.max(limits.jsonBody, JSON_BYTES_OF_A_CHARACTER * limits.messageBody);
  const isTooLarge = Number(request.headers['content-length'] ?? 0) > bound && request.is('json');
  next(isTooLarge ? new Problem('body_too_large') : undefined);
};

/** Gives each request an id, and its address in the one form that everything counts and stores. */
const identified = (config: Config) => (request: Request, response: Response, next: NextFunction) => {
  const id = randomUUID();
  const ip = clientAddress(request, config.env.TRUST_PROXY_HOPS);
  request.id = id;
  Object.defineProperty(request, 'ip', { value: ip });
  response.setHeader('X-Request-Id', id);
  const language = requestedLanguage(request.headers['accept-language']);
  inContext({ requestId: id, ip, language, ownUrl: ownUrlOf(request) }, next);
};

const traced = (request: Request, response: Response, next: NextFunction) =>
  inSpan(request.method, { 'parley.request_id': requestContext()?.requestId }, (span) => {
    if (span)
      response.once('close', () => {
        span.updateName(`${request.method} ${routeOf(request)}`);
        span.setAttribute('http.response.status_code', response.statusCode).end();
      });
    next();
  });

/** By the pattern of the route, never by the requested URL: ids are unbounded, and the URL may contain codes. */
const measured = (request: Request, response: Response, next: NextFunction) => {
  const answered = metrics.requests.startTimer({ method: request.method });
  response.once('finish', () => {
    answered({ route: routeOf(request), status: response.statusCode });
  });
  next();
};

const routeOf = (request: Request): string => (request.route as { path?: string } | undefined)?.path ?? 'none';

/** A process that shuts down finishes running requests and closes their connections. */
const untilAnswered = (inFlight: InFlightWork) => (_request: Request, response: Response, next: NextFunction) => {
  void inFlight.track(new Promise((resolve) => response.once('close', resolve)));
  if (inFlight.isShuttingDown) response.setHeader('Connection', 'close');
  next();
};

const noStore = (_request: Request, response: Response, next: NextFunction) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/**
 * Not for responses with a token: next to text chosen by an attacker, the compressed length would reveal it (BREACH).
 * Not for files.
 */
const mayShrink = ({ originalUrl }: Request, response: Response) =>
  !originalUrl.startsWith('/api/v1/auth/') && String(response.getHeader('Content-Type')).startsWith('application/json');

/** Registered before Nest, which would treat a parser's SyntaxError like any other bad request. */
const asBodyProblem = (error: unknown, _request: Request, _response: Response, next: NextFunction) =>
  next(asProblem(error));

/** The reader of the API documents writes HTML: Trusted Types would refuse it. */
const DOCUMENTS = /^\/api\/docs(?:\/|$)/;

function securityHeaders(config: Config) {
  const [pages, documents] = [helmet(headers(config, TRUSTED_TYPES)), helmet(headers(config))];
  const openerPolicy = helmet.crossOriginOpenerPolicy();
  return (request: Request, response: Response, next: NextFunction) =>
    (DOCUMENTS.test(request.path) ? documents : pages)(request, response, (error?: unknown) =>
      error === undefined && isTrustworthy(config, request) ? openerPolicy(request, response, next) : next(error),
    );
}

/**
 * Whether browsers heed the headers of isolation: on https and on this machine. Elsewhere each page would begin with a
 * warning in the console that the header was ignored.
 */
const isTrustworthy = (config: Config, request: Request) =>
  config.https || request.secure || isLoopbackName(request.hostname ?? '');

/**
 * No text becomes a script, wherever it is written to. `angular` is the framework's policy for its own templates, `parley`
 * the client's for the service worker.
 */
const TRUSTED_TYPES = { requireTrustedTypesFor: ["'script'"], trustedTypes: ['angular', 'parley'] };

/** Scripts only from Parley's own files; styles may also be inline, because Angular writes inline styles. */
const headers = (config: Config, trustedTypes: Partial<typeof TRUSTED_TYPES> = {}) => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      mediaSrc: ["'self'", 'blob:'],
      connectSrc: ["'self'", config.publicUrl.replace(/^http/, 'ws')],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      ...trustedTypes,
    },
  },
  // Other hosts of the domain are the operator's to decide about.
  strictTransportSecurity: config.https && { includeSubDomains: config.env.HSTS_SUBDOMAINS },
  crossOriginOpenerPolicy: false,
});

const LISTEN_FAILURES: Record<string, (port: number, host?: string) => string> = {
  EADDRINUSE: (port) => `Port ${port} is taken; set PORT to another one`,
  EACCES: (port) => `Port ${port} may be listened on by root only; set PORT to one above 1023`,
  EADDRNOTAVAIL: (_port, host) => `HOST ${host} is no address of this machine`,
};

async function listen(app: NestExpressApplication, { PORT: port, HOST: host }: Config['env']): Promise<void> {
  await app.init();
  const server = app.getHttpServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code ? new Error(LISTEN_FAILURES[error.code]?.(port, host) ?? error.message) : error),
    );
    // The default backlog of 511 drops connections when everybody reconnects at once.
    server.listen({ port, host, backlog: 4096 }, resolve);
  });
}

if (import.meta.main) await runUntilSignal(() => serve(process.env));
