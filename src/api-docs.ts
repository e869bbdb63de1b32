import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from './health/server.controller.ts';

/** `/api/docs` for people, `/api/docs-json` for programs. */
export function apiDocs(app: NestExpressApplication): void {
  const description = 'Parley over HTTP. Everything that happens live is told by the socket: see /api/async-docs.';
  const info = new DocumentBuilder().setTitle('Parley').setVersion(VERSION).setDescription(description);
  const document = SwaggerModule.createDocument(app, info.addBearerAuth().addCookieAuth('parley').build());
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/docs-json' });
}
