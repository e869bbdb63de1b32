import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { metrics } from '../../common/observability/metrics.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { Problem } from '../../common/problem.ts';
import { asProblem } from '../../common/problem.filter.ts';
import { limits } from '../../shared/limits.ts';
import { CommandRepliesService } from '../commands/command-replies.service.ts';
import { HOOK_ANSWERS, type HookWord, hookWordOf } from './hook-answers.ts';
import { IncomingCallsService } from './incoming-calls.service.ts';

const PATH = '/hooks';
/** The patterns that metrics and traces name: never the address itself. */
const ROUTE = { path: '/hooks/:id/:secret' };
/** Where the services of commands answer later. */
const REPLIES = 'replies';
const REPLIES_ROUTE = { path: `/hooks/${REPLIES}/:id/:secret` };

/** Whatever its type says: programs send JSON as a form, as text and without a type. */
const isCall = ({ url = '' }: IncomingMessage): boolean => url.startsWith(`${PATH}/`);

/**
 * Serves the addresses of hooks, outside the API: programs want a plain word for an answer, and their addresses are
 * secrets that no general handler may repeat.
 */
export function serveHooks(app: NestExpressApplication): void {
  const logger = new Logger('Hooks');
  const receivers = { calls: app.get(IncomingCallsService), replies: app.get(CommandRepliesService) };
  app.useBodyParser('raw', { type: isCall, limit: limits.hookBody });
  app.use(PATH, (request: Request, response: Response) => {
    named(request);
    receive(receivers, request).then(
      (word) => answer(response, word),
      (failure: unknown) => refuse(logger, response, failure),
    );
  });
  // A body that cannot be read.
  app.use(PATH, (error: unknown, request: Request, response: Response, next: NextFunction) => {
    named(request);
    if (response.headersSent) next(error);
    else refuse(logger, response, error);
  });
}

const isReply = ({ path }: Request): boolean => path.startsWith(`/${REPLIES}/`);

const named = (request: Request) =>
  Object.defineProperty(request, 'route', { value: isReply(request) ? REPLIES_ROUTE : ROUTE, configurable: true });

interface Receivers {
  calls: IncomingCallsService;
  replies: CommandRepliesService;
}

async function receive({ calls, replies }: Receivers, request: Request): Promise<HookWord> {
  if (request.method !== 'POST') throw new Problem('method_not_allowed');
  const [id = '', secret = '', ...more] = request.path.split('/').slice(isReply(request) ? 2 : 1);
  if (more.length) throw new Problem('not_found');
  const given: unknown = request.body;
  const body = Buffer.isBuffer(given) ? given : Buffer.alloc(0);
  const ip = requestContext()?.ip ?? '';
  if (isReply(request)) return replies.receive(id, secret, body, ip);
  return calls.receive({ hookId: id, secret, body, headers: request.headers, ip });
}

function refuse(logger: Logger, response: Response, error: unknown): void {
  const problem = asProblem(error);
  if (problem.code === 'internal_error') logger.error(error);
  metrics.rejections.inc({ transport: 'hook', code: problem.code });
  if (problem.retryAfter) response.setHeader('Retry-After', Math.ceil(problem.retryAfter));
  if (problem.code === 'method_not_allowed') response.setHeader('Allow', 'POST');
  answer(response, hookWordOf(problem));
}

const answer = (response: Response, word: HookWord): void => {
  response.status(HOOK_ANSWERS[word]).set('Cache-Control', 'no-store').type('text/plain').send(word);
};
