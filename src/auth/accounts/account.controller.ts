import { Body, Controller, Delete, HttpCode, HttpStatus } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { AccountDeletionService } from './account-deletion.service.ts';
import { DeleteAccount } from '../auth.dto.ts';

@ApiTags('users')
@ApiBearerAuth()
@Controller('users/me')
export class AccountController {
  constructor(private readonly removal: AccountDeletionService) {}

  /** Deletes the caller's account permanently. Messages stay, without the name; guests need no password. */
  @Delete()
  @HttpCode(HttpStatus.NO_CONTENT)
  @Problems('invalid_credentials', 'last_admin')
  remove(@CurrentCaller() caller: Caller, @Body() { password }: DeleteAccount): Promise<void> {
    return this.removal.remove(caller, password ?? '');
  }
}
