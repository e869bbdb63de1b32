import { Global, Module } from '@nestjs/common';
import { OutboundService } from './outbound.service.ts';

/**
 * What leaves the server: one guarded way for all features that ask other servers. It connects to no address inside the
 * own network unless the operator or the purpose names it.
 */
@Global()
@Module({ providers: [OutboundService], exports: [OutboundService] })
export class OutboundModule {}
