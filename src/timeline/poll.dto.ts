import { ApiProperty } from '@nestjs/swagger';

export const POLL_NAMES = ['shown', 'hidden'] as const;
export const POLL_RESULTS = ['always', 'voted', 'closed'] as const;

/** An option of a poll. */
export class PollOption {
  id: string;
  /** @example 'Thursday' */
  text: string;
  /** How many people have chosen it; null while the results are not shown. */
  votes: number | null;
  /** Who has chosen it, in the order of their votes; null where names or results are not shown. */
  voterIds: string[] | null;
}

/** The poll of a message as every member of the room sees it. */
export class Poll {
  /**
   * The body of the message.
   * @example 'When shall we meet?'
   */
  question: string;
  /** In the order in which they were written. */
  options: PollOption[];
  /** How many options a person may choose. */
  most: number;
  /**
   * Whether it is shown who has chosen what. Hidden names are served to nobody, but the database of the server holds
   * them. Of a poll with more than 200 voters only `GET /messages/:id/poll` names them.
   */
  @ApiProperty({ enum: POLL_NAMES })
  names: (typeof POLL_NAMES)[number];
  /**
   * When the results are shown: always, to who has voted, or to nobody before the poll is closed. A message carries none
   * before they are shown to everybody: who has voted gets them from `GET /messages/:id/poll`.
   */
  @ApiProperty({ enum: POLL_RESULTS })
  results: (typeof POLL_RESULTS)[number];
  /** Whether everybody who may write in the room may add options; else only its author. */
  adding: boolean;
  /** When it closes by itself. */
  closesAt: string | null;
  closedAt: string | null;
  /** How many people have voted. */
  voters: number;
}

/** A poll as the caller may see it, with what they have chosen. */
export class OwnPoll extends Poll {
  /** Ids of options; empty: the caller has not voted. */
  mine: string[];
}
