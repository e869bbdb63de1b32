import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { asyncApi } from './asyncapi.ts';
import { openApi } from './openapi.ts';

/** Serves `/api/docs` for readers, `/api/docs-json` and `/api/async-docs` for programs. */
export function serveDocs(app: NestExpressApplication): void {
  const document = openApi(app);
  const socket = asyncApi(document);
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/docs-json' });
  app.use('/api/async-docs', (_request: Request, response: Response) => void response.json(socket));
}
