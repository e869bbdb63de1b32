import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AuditPage, FindAudit } from '../audit/audit.dto.ts';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Deferrable } from '../common/limits/overload.guard.ts';
import { Problems } from '../common/problems.decorator.ts';
import { Scope } from '../common/token-access.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { AccountsService } from './accounts.service.ts';
import { Account, AccountPage, FindAccounts, UpdateAccount } from './admin.dto.ts';
import { AdminService } from './admin.service.ts';
import { SecondFactorsService } from './second-factors.service.ts';

@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin')
export class AdminController {
  constructor(
    private readonly admin: AdminService,
    private readonly accounts: AccountsService,
    private readonly factors: SecondFactorsService,
  ) {}

  /** All accounts and guests, oldest first. For moderators and administrators. */
  @Get('users')
  @Scope('admin:read')
  @Deferrable()
  @Problems('forbidden')
  list(@CurrentCaller() caller: Caller, @Query() query: FindAccounts): Promise<AccountPage> {
    return this.accounts.list(caller, query);
  }

  /**
   * Gives a role, or disables or enables an account. Moderators change only accounts below their own role, administrators
   * all of them; the last administrator remains. An administrator whose rights end so gets a mail. A role needs a fresh
   * sign-in or `POST /auth/confirm`.
   */
  @Patch('users/:id')
  @Scope('admin:write')
  @ApiId('id')
  @Problems('forbidden', 'confirmation_required', 'user_not_found', 'last_admin')
  async update(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Body() changes: UpdateAccount,
  ): Promise<Account> {
    await this.factors.assertMayGiveRole(caller, changes);
    return this.admin.updateAccount(caller, id, changes);
  }

  /** Ends every session of an account. */
  @Delete('users/:id/sessions')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('forbidden', 'user_not_found')
  endSessions(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.admin.endSessions(caller, id);
  }

  /** Acts on accounts and rights, newest first. For administrators; reading it is recorded as well. */
  @Get('audit')
  @Scope('admin:read')
  @Deferrable()
  @Problems('forbidden')
  audit(@CurrentCaller() caller: Caller, @Query() query: FindAudit): Promise<AuditPage> {
    return this.admin.auditLog(caller, query);
  }
}
