import { Global, Module } from '@nestjs/common';
import { BackPressure } from './back-pressure.ts';
import { CommandRates } from './command-rates.ts';
import { ConnectionAdmission } from './connection-admission.ts';
import { ConnectionDrain } from './connection-drain.ts';
import { ConnectionGateway } from './connection.gateway.ts';
import { RealtimeService } from './realtime.service.ts';
import { RefusalLimit } from './refusal-limit.ts';
import { StateBroadcasterFactory } from './state-broadcaster.ts';

/**
 * Socket.IO: sockets, channels and commands. It knows no rule of the domain; it promises that every command is acknowledged
 * and that an event reaches only the channels it is sent to.
 */
@Global()
@Module({
  providers: [
    BackPressure,
    CommandRates,
    ConnectionAdmission,
    ConnectionDrain,
    RealtimeService,
    RefusalLimit,
    StateBroadcasterFactory,
    ConnectionGateway,
  ],
  exports: [
    BackPressure,
    CommandRates,
    ConnectionAdmission,
    ConnectionDrain,
    RealtimeService,
    RefusalLimit,
    StateBroadcasterFactory,
  ],
})
export class TransportModule {}
