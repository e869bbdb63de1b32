import { MessageBody, SubscribeMessage } from '@nestjs/websockets';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Gateway } from '../transport/gateway.ts';
import type { Message } from '../timeline/message.dto.ts';
import { DeleteMessage, EditMessage, ReactionInput, SendMessage } from './messages.dto.ts';
import { MessagesService } from './messages.service.ts';
import { ReactionsService } from './reactions.service.ts';

@Gateway()
export class MessagesGateway {
  constructor(
    private readonly messages: MessagesService,
    private readonly reactions: ReactionsService,
  ) {}

  @SubscribeMessage('send_message')
  async send(@CurrentCaller() caller: Caller, @MessageBody() input: SendMessage): Promise<Message> {
    return (await this.messages.send(caller, input)).message;
  }

  @SubscribeMessage('edit_message')
  edit(@CurrentCaller() caller: Caller, @MessageBody() { messageId, body }: EditMessage): Promise<Message> {
    return this.messages.edit(caller, messageId, body);
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
    return this.messages.delete(caller, messageId);
  }
}
