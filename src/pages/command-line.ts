import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';

const FILE = 'parley.mjs';
/** Relative to `src/pages/` and to `dist/src/pages/`. */
const FOLDERS = ['../../cli', '../../../cli'];

/** Serves the program of the command line to who wants to install it: it stands in no page and needs no sign-in. */
export function serveCommandLine(app: NestExpressApplication): void {
  const root = FOLDERS.map((path) => join(import.meta.dirname, path)).find((path) => existsSync(join(path, FILE)));
  if (!root) return;
  app.use(`/cli/${FILE}`, (request: Request, response: Response, next: NextFunction) => {
    if (!['GET', 'HEAD'].includes(request.method) || request.path !== '/') {
      next();
      return;
    }
    response.set({ 'Content-Disposition': `attachment; filename="${FILE}"`, 'Cache-Control': 'no-cache' });
    response.type('text/javascript').sendFile(FILE, { root, cacheControl: false });
  });
}
