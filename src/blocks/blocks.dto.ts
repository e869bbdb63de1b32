import { UserSummary } from '../users/users.dto.ts';

/** A person whom the caller has blocked, as an item of their personal stream. */
export class BlockEntry {
  userId: string;
  blockedAt: string;
}

/** A person whom the caller has blocked. Only the caller sees it. */
export class Block {
  user: UserSummary;
  blockedAt: string;
}

export class BlockList {
  /** The latest first. */
  items: Block[];
}
