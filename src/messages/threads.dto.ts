import { IsBoolean, IsOptional } from 'class-validator';
import { PageQuery } from '../common/page.ts';
import { QueryBoolean } from '../common/validation/validation.ts';
import { MessagePage } from '../timeline/message.dto.ts';

/** What the list of threads accepts. */
export class ThreadsQuery extends PageQuery {
  /** Only threads that the caller follows, or only those that they do not. */
  @IsOptional()
  @QueryBoolean()
  @IsBoolean()
  following?: boolean;
}

/** Messages that were answered. */
export class ThreadPage extends MessagePage {
  /** Ids of those among them whose thread the caller follows. */
  following: string[];
}

/**
 * `following_changed`, to the caller's own devices: whether they hear of every answer in a thread. It is told when it was
 * changed by hand; clients know by themselves that whoever answers in a thread, or is mentioned in it, follows it.
 */
export class ThreadFollowing {
  roomId: string;
  /** The message it begins with. */
  threadId: string;
  following: boolean;
}
