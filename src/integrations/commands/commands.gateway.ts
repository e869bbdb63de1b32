import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { RefusesOwnTokens } from '../../messages/own-token.guard.ts';
import { Gateway } from '../../transport/gateway.ts';
import { CommandRunnerService } from './command-runner.service.ts';
import { RunRoomCommand } from './commands.dto.ts';

@Gateway()
export class CommandsGateway {
  constructor(private readonly runner: CommandRunnerService) {}

  @SubscribeMessage('run_command')
  @RefusesOwnTokens()
  run(@CurrentCaller() caller: Caller, @MessageBody() { roomId, ...command }: RunRoomCommand): Promise<void> {
    return this.runner.run(caller, roomId, command);
  }
}
