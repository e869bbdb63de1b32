import type { Role } from '../../shared/roles.ts';

/** An account was created. */
export class AccountVerified {
  constructor(
    readonly userId: string,
    readonly role: Role,
    /** True for a former guest, who has rooms and messages already. */
    readonly wasGuest: boolean,
  ) {}
}

/** A guest came by an invitation. */
export class InvitedGuestEntered {
  constructor(readonly userId: string) {}
}

/** An account was deleted. Its messages stay, without a name. */
export class AccountDeleted {
  constructor(readonly userId: string) {}
}
