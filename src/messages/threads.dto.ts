import { IsBoolean, IsOptional } from 'class-validator';
import { PageQuery } from '../common/page.ts';
import { QueryBoolean } from '../common/validation/validation.ts';
import { MessagePage } from '../timeline/message.dto.ts';

/** The parameters of the list of threads. */
export class ThreadsQuery extends PageQuery {
  /** Only threads that the caller follows (true), or only threads that they do not follow (false). */
  @IsOptional()
  @QueryBoolean()
  @IsBoolean()
  following?: boolean;
}

/** Messages with replies. */
export class ThreadPage extends MessagePage {
  /** The ids of those messages whose thread the caller follows. */
  following: string[];
}

/**
 * `following_changed`, to the caller's own devices: whether every reply in a thread notifies them. It is sent after an
 * explicit change; clients derive by themselves that people who reply in a thread, or are mentioned in it, follow it.
 */
export class ThreadFollowing {
  roomId: string;
  /** The message that the thread begins with. */
  threadId: string;
  following: boolean;
}
