import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsUUID,
  Max,
  Min,
} from 'class-validator';
import { Text } from '../../common/validation/text.ts';
import { Timestamp } from '../../common/validation/timestamp.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import { limits } from '../../shared/limits.ts';
import { type Poll, POLL_NAMES, POLL_RESULTS } from '../../timeline/poll.dto.ts';

/** A poll that comes with a new message, whose `body` is the question. */
export class NewPoll {
  /**
   * What can be chosen, in the order to be shown, all different.
   * @example ['Tuesday', 'Thursday']
   */
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(limits.pollOptions)
  @Text(1, limits.pollOption, { each: true })
  options: string[];

  /** How many options a person may choose: at most as many as there are, or may be added. */
  @OptionalNotNull()
  @IsInt()
  @Min(1)
  @Max(limits.pollOptions)
  most?: number = 1;

  /** Whether it is shown who has chosen what. */
  @ApiProperty({ enum: POLL_NAMES, required: false })
  @OptionalNotNull()
  @IsIn(POLL_NAMES)
  names?: Poll['names'] = 'shown';

  /** When the results are shown: always, to who has voted, or once the poll is closed. */
  @ApiProperty({ enum: POLL_RESULTS, required: false })
  @OptionalNotNull()
  @IsIn(POLL_RESULTS)
  results?: Poll['results'] = 'always';

  /** Whether everybody who may write in the room may add options. */
  @OptionalNotNull()
  @IsBoolean()
  adding?: boolean = false;

  /** When it closes by itself: in the future, at most 365 days ahead. */
  @IsOptional()
  @Timestamp()
  closesAt?: string | null;
}

export class ChangeVotes {
  /** Replaces what the caller has chosen; an empty list takes the vote back. */
  @IsArray()
  @IsUUID(undefined, { each: true })
  @ArrayUnique()
  @ArrayMaxSize(limits.pollOptions)
  optionIds: string[];
}

export class AddOption {
  /** @example 'Friday' */
  @Text(1, limits.pollOption)
  text: string;
}
