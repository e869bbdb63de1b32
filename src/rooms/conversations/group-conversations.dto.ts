import { ArrayMaxSize, ArrayMinSize, IsUUID } from 'class-validator';
import { Text } from '../../common/validation/text.ts';
import { limits } from '../../shared/limits.ts';

export class OpenGroupConversation {
  /** The other people, 2 to 11 of them; the caller may be among them, and is in it in any case. */
  @IsUUID(undefined, { each: true })
  @ArrayMinSize(limits.groupConversationMin - 1)
  @ArrayMaxSize(limits.groupConversationMax)
  userIds: string[];
}

export class ConvertConversation {
  /**
   * The name of the room.
   * @example 'Engineering'
   */
  @Text(1, limits.roomName, { name: true })
  name: string;
}
