import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { AccountChangesService } from './account-changes.service.ts';
import { AccountCorrectionsService } from './account-corrections.service.ts';
import { AccountsService } from './accounts.service.ts';
import { AdminMails } from './admin-mails.ts';
import { AdminController } from './admin.controller.ts';
import { AdminService } from './admin.service.ts';
import { PeopleController } from './people.controller.ts';
import { PeopleService } from './people.service.ts';
import { PeopleTokensController } from './people-tokens.controller.ts';
import { PeopleTokensService } from './people-tokens.service.ts';
import { SignInStatusController } from './sign-in.controller.ts';
import { SignInStatusService } from './sign-in-status.service.ts';
import { SecondFactorsService } from './second-factors.service.ts';

/** Management of accounts and the audit log. Gives no access to rooms. */
@Module({
  imports: [AuthModule, UsersModule],
  controllers: [AdminController, PeopleController, PeopleTokensController, SignInStatusController],
  providers: [
    AccountCorrectionsService,
    AccountChangesService,
    AccountsService,
    AdminMails,
    AdminService,
    PeopleService,
    PeopleTokensService,
    SecondFactorsService,
    SignInStatusService,
  ],
})
export class AdminModule {}
