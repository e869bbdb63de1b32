import { Body, Controller, Delete, HttpCode, HttpStatus, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { Account, AddedPerson, AddPerson, CorrectAccount, EraseAccount, PasswordLink } from './admin.dto.ts';
import { PeopleService } from './people.service.ts';
import { SecondFactorsService } from './second-factors.service.ts';

@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin/users')
export class PeopleController {
  constructor(
    private readonly people: PeopleService,
    private readonly factors: SecondFactorsService,
  ) {}

  /**
   * Makes an account, whatever registration is set to. The link in the answer sets its password within seven days, once;
   * it is mailed to the person as well. For administrators, as the next three.
   */
  @Post()
  @Problems('forbidden', 'email_taken', 'username_taken')
  add(@CurrentCaller() caller: Caller, @Body() person: AddPerson): Promise<AddedPerson> {
    return this.people.add(caller, person);
  }

  /**
   * A link that sets another password for an account within thirty minutes, once; it is not mailed. A former link ends
   * now, every session when the password is set. Not for the caller's own account.
   */
  @Post(':id/password-link')
  @ApiId('id')
  @Problems('forbidden', 'user_not_found')
  passwordLink(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<PasswordLink> {
    return this.people.passwordLink(caller, id);
  }

  /**
   * Corrects the address and the names of another account. Each counts by itself: what was changed before one that is
   * refused stays.
   */
  @Patch(':id/profile')
  @ApiId('id')
  @Problems('forbidden', 'user_not_found', 'email_taken', 'username_taken')
  correct(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() changes: CorrectAccount): Promise<Account> {
    return this.people.correct(caller, id, changes);
  }

  /**
   * Removes the second factor of a person who has lost it, ends their sessions and mails them: the password alone signs in
   * again. Needs a fresh sign-in or `POST /auth/confirm`. For administrators, not for the own account.
   */
  @Delete(':id/factors')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('forbidden', 'confirmation_required', 'user_not_found', 'not_found')
  resetFactors(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.factors.reset(caller, id);
  }

  /** Deletes an account permanently, as its owner could. Messages stay, without the name. Not the caller's own. */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('forbidden', 'user_not_found', 'last_admin')
  erase(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() confirmation: EraseAccount): Promise<void> {
    return this.people.erase(caller, id, confirmation);
  }
}
