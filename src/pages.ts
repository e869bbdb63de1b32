import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import staticGzip from 'express-static-gzip';

/** The folder of the built client, relative to `src/` and to `dist/src/`. */
const FOLDERS = ['../client/dist/browser', '../../client/dist/browser'].map((path) => join(import.meta.dirname, path));
const NOT_PAGES = /^\/(api|health|socket\.io)(\/|$)/;
/**
 * A missing file, such as a chunk of an earlier version, is answered with 404, because the index page is not a script.
 */
const FILE = /\.[a-z0-9]+$/i;
/** File names with a hash of the content. */
const FOR_EVER = /-[A-Za-z0-9_-]{8}\./;

/**
 * Serves the client's files as the build has compressed them; every other path gets the index page, which the client's
 * router handles.
 */
export function servePages(app: NestExpressApplication): void {
  const folder = FOLDERS.find((path) => existsSync(path));
  if (!folder) return;
  const files = staticGzip(folder, {
    enableBrotli: true,
    orderPreference: ['br', 'gzip'],
    serveStatic: { setHeaders: setCacheHeaders },
  });
  app.use((request: Request, response: Response, next: NextFunction) => {
    const isPage = ['GET', 'HEAD'].includes(request.method) && !NOT_PAGES.test(request.path);
    if (isPage && !FILE.test(request.path)) request.url = '/index.html';
    if (isPage) files(request, response, next);
    else next();
  });
}

function setCacheHeaders(response: ServerResponse, path: string): void {
  response.setHeader('Cache-Control', FOR_EVER.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
}
