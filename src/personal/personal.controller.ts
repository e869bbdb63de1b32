import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { PersonalChanges, PersonalQuery } from './personal.dto.ts';
import { PersonalStream } from './personal-stream.service.ts';

/** What only the caller sees. */
@ApiTags('users')
@ApiBearerAuth()
@Controller('users/me')
export class PersonalController {
  constructor(private readonly stream: PersonalStream) {}

  /** The caller's personal items that changed after a revision, such as saved messages. `sync` gives the same. */
  @Get('personal')
  changes(@CurrentCaller() { userId }: Caller, @Query() { since, ...known }: PersonalQuery): Promise<PersonalChanges> {
    return this.stream.since(userId, { revision: since, ...known });
  }
}
