import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { AllowNext } from '../common/command-control.ts';
import { Gateway } from '../transport/gateway.ts';
import type { Message } from '../timeline/message.dto.ts';
import { MessageDeletionService } from './message-deletion.service.ts';
import { MessageEditingService } from './message-editing.service.ts';
import { MessageSendingService } from './message-sending.service.ts';
import { EndsBotLoops } from './bot-loop.guard.ts';
import { RefusesOwnTokens } from './own-token.guard.ts';
import { DeleteMessage, EditMessage, ReactionInput, SendMessage } from './messages.dto.ts';
import { ReactionsService } from './reactions.service.ts';

@Gateway()
export class MessagesGateway {
  constructor(
    private readonly sending: MessageSendingService,
    private readonly editing: MessageEditingService,
    private readonly deletion: MessageDeletionService,
    private readonly reactions: ReactionsService,
  ) {}

  @SubscribeMessage('send_message')
  @RefusesOwnTokens()
  @EndsBotLoops()
  async send(
    @CurrentCaller() caller: Caller,
    @MessageBody() input: SendMessage,
    @AllowNext() allowNext: () => void,
  ): Promise<Message> {
    return (await this.sending.send(caller, input, allowNext)).message;
  }

  @SubscribeMessage('edit_message')
  @RefusesOwnTokens()
  edit(@CurrentCaller() caller: Caller, @MessageBody() { messageId, body }: EditMessage): Promise<Message> {
    return this.editing.edit(caller, messageId, body);
  }

  @SubscribeMessage('add_reaction')
  addReaction(@CurrentCaller() caller: Caller, @MessageBody() { messageId, emoji }: ReactionInput): Promise<Message> {
    return this.reactions.add(caller, messageId, emoji);
  }

  @SubscribeMessage('remove_reaction')
  removeReaction(
    @CurrentCaller() caller: Caller,
    @MessageBody() { messageId, emoji }: ReactionInput,
  ): Promise<Message> {
    return this.reactions.remove(caller, messageId, emoji);
  }

  @SubscribeMessage('delete_message')
  delete(@CurrentCaller() caller: Caller, @MessageBody() { messageId }: DeleteMessage): Promise<Message> {
    return this.deletion.delete(caller, messageId);
  }
}
