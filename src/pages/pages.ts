import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import staticGzip from 'express-static-gzip';
import { clientFolder, IMMUTABLE } from './client-folder.ts';
import { PageFilesService } from './page-files.service.ts';

const NOT_PAGES = /^\/(api|health|mcp|metrics|socket\.io|\.well-known)(\/|$)/;
/** A missing file is answered with 404, because the index page is not a script. */
const FILE = /\.[a-z0-9]+$/i;
/** What stands behind the name of a file that is sent compressed. */
const COMPRESSED = /\.(?:br|gz)$/;
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Serves the client's files as the build has compressed them, and those of other versions that run beside this one;
 * every other path gets the index page, which the client's router handles.
 */
export function servePages(app: NestExpressApplication): void {
  const folder = clientFolder();
  if (!folder) return;
  const files = staticGzip(folder, {
    enableBrotli: true,
    orderPreference: ['br', 'gzip'],
    serveStatic: { setHeaders: setCacheHeaders },
  });
  const others = app.get(PageFilesService);
  app.use((request: Request, response: Response, next: NextFunction) => {
    const isPage = ['GET', 'HEAD'].includes(request.method) && !NOT_PAGES.test(request.path);
    if (!isPage) {
      next();
      return;
    }
    const path = request.path.slice(1);
    if (!FILE.test(path)) request.url = '/index.html';
    files(request, response, (error?: unknown) => {
      if (error !== undefined || !IMMUTABLE.test(path)) next(error);
      else void sendOther(others, path, request, response, next);
    });
  });
}

/** A page of another version asks this node for its files while nodes are replaced. */
async function sendOther(
  others: PageFilesService,
  path: string,
  request: Request,
  response: Response,
  next: NextFunction,
): Promise<void> {
  try {
    const file = await others.find(path, request.acceptsEncodings('br') === 'br', request.ip ?? '');
    if (!file) {
      next();
      return;
    }
    response.set({ 'Cache-Control': FOR_EVER, Vary: 'Accept-Encoding' }).type(extname(path));
    if (file.encoding) response.set('Content-Encoding', file.encoding);
    response.send(file.content);
  } catch (error) {
    next(error);
  }
}

function setCacheHeaders(response: ServerResponse, path: string): void {
  response.setHeader('Cache-Control', IMMUTABLE.test(path.replace(COMPRESSED, '')) ? FOR_EVER : 'no-cache');
}
