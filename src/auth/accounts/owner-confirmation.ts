import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { PasswordService } from '../passwords/password.service.ts';
import { ConfirmationMethods } from '../second-factor/confirmation-methods.ts';
import { ConfirmationService } from '../second-factor/confirmation.service.ts';

/** Confirms acts on an account that always took its password: people without one prove themselves as for other acts. */
@Injectable()
export class OwnerConfirmation {
  constructor(
    private readonly passwords: PasswordService,
    private readonly confirmation: ConfirmationService,
    private readonly methods: ConfirmationMethods,
  ) {}

  /**
   * @returns the account as it was when its password was checked; undefined for a person without one
   * @throws Problem `invalid_credentials` or `confirmation_required`
   */
  async confirm(caller: Caller, password: string): Promise<UserEntity | undefined> {
    if (await this.methods.hasPassword(caller.userId)) return this.passwords.confirm(caller, password, 'password');
    await this.confirmation.assertFresh(caller);
    return undefined;
  }
}
