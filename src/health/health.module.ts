import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.ts';
import { ServerController } from './server.controller.ts';

/** What operators and clients ask of the process itself. */
@Module({ imports: [TerminusModule], controllers: [HealthController, ServerController] })
export class HealthModule {}
