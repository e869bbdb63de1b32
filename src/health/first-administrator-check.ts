import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';
import { UsersRepository } from '../users/users.repository.ts';

/** Whether a server waits for its first account, which becomes its administrator. */
@Injectable()
export class FirstAdministratorCheck {
  /** The last administrator can neither leave nor lose the role: once there is one, there always is. */
  private isFound = false;

  constructor(
    private readonly users: UsersRepository,
    private readonly database: Database,
  ) {}

  async isMissing(): Promise<boolean> {
    this.isFound ||= await this.users.hasAdmin(this.database.source.manager);
    return !this.isFound;
  }
}
