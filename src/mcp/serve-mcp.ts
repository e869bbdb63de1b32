import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import type { Config } from '../common/config.ts';
import { Problem } from '../common/problem.ts';

/** Where assistants ask, outside the API: their programs take one address of a server. */
export const MCP_PATH = 'mcp';

/**
 * What holds for every request to `/mcp` before anybody is identified: the server has it, the page that asks (if one does)
 * is of an allowed origin, and it is a POST. There is no session and no stream, so GET and DELETE have no meaning.
 */
export function serveMcp(app: NestExpressApplication, config: Config): void {
  app.use(`/${MCP_PATH}`, (request: Request, response: Response, next: NextFunction) => {
    response.setHeader('Cache-Control', 'no-store');
    const problem = refusalOf(config, request);
    if (problem?.code === 'method_not_allowed') response.setHeader('Allow', 'POST');
    next(problem);
  });
}

function refusalOf(config: Config, request: Request): Problem | undefined {
  if (!config.env.MCP) return new Problem('not_available', 'Assistants are not answered on this server');
  if (request.path !== '/') return new Problem('not_found');
  if (!config.allowsOrigin(request.headers.origin, request)) return new Problem('origin_not_allowed');
  // The question of a page before its POST is answered as anywhere else.
  return request.method === 'POST' || request.method === 'OPTIONS' ? undefined : new Problem('method_not_allowed');
}
