import { Body, Controller, Delete, HttpCode, HttpStatus, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { Me, UpdateMe } from '../../users/users.dto.ts';
import { UsersService } from '../../users/users.service.ts';
import { EmailChangeService } from '../account-changes/email-change.service.ts';
import { EmailConfirmationService } from '../account-changes/email-confirmation.service.ts';
import { UsernameChangeService } from '../account-changes/username-change.service.ts';
import { Accepted, ChangeEmail, ConfirmEmail, DeleteAccount } from '../auth.dto.ts';
import { AccountDeletionService } from './account-deletion.service.ts';
import { MAIL_ACCEPTED } from './account-mails.ts';

@ApiTags('users')
@ApiBearerAuth()
@Controller('users/me')
export class AccountController {
  constructor(
    private readonly removal: AccountDeletionService,
    private readonly usernames: UsernameChangeService,
    private readonly emails: EmailChangeService,
    private readonly confirmations: EmailConfirmationService,
    private readonly users: UsersService,
  ) {}

  /** Changes the given fields and leaves the rest. */
  @Patch()
  @ApiOperation({ operationId: 'usersUpdateMe' })
  @Problems('username_taken')
  async update(@CurrentCaller() caller: Caller, @Body() { username, ...changes }: UpdateMe): Promise<Me> {
    if (username !== undefined) await this.usernames.changeOwn(caller, username);
    return this.users.updateMe(caller, changes);
  }

  /**
   * Mails a code to a new address of the caller's account; the present one stays until the code comes back. The response
   * is the same for every address.
   */
  @Post('email')
  @HttpCode(HttpStatus.ACCEPTED)
  @Problems('invalid_credentials', 'confirmation_required', 'email_domain_not_allowed')
  async changeEmail(@CurrentCaller() caller: Caller, @Body() input: ChangeEmail): Promise<Accepted> {
    await this.emails.request(caller, input);
    return MAIL_ACCEPTED;
  }

  /** Changes the address of the caller's account by the mailed code. The former one is told, and can undo it for 72 hours. */
  @Post('email/confirm')
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_code')
  async confirmEmail(@CurrentCaller() { userId }: Caller, @Body() { code }: ConfirmEmail): Promise<Me> {
    await this.confirmations.confirm(userId, code);
    return this.users.ownProfile(userId);
  }

  /** Deletes the caller's account permanently. Messages stay, without the name; guests need no password. */
  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @Problems('invalid_credentials', 'confirmation_required', 'last_admin')
  remove(@CurrentCaller() caller: Caller, @Body() { password }: DeleteAccount): Promise<void> {
    return this.removal.remove(caller, password ?? '');
  }
}
