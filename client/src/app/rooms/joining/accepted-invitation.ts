import { Injectable } from '@angular/core';

const STORAGE_KEY = 'parley.accepted-invitation';

/**
 * The invitation for which the reader signs in or creates an account, in this tab: it needs no second click afterwards. A
 * link alone joins no room.
 */
@Injectable({ providedIn: 'root' })
export class AcceptedInvitation {
  accept(code: string): void {
    sessionStorage.setItem(STORAGE_KEY, code.toUpperCase());
  }

  /** Whether this invitation was accepted; true once. */
  take(code: string): boolean {
    const accepted = sessionStorage.getItem(STORAGE_KEY);
    sessionStorage.removeItem(STORAGE_KEY);
    return accepted !== null && accepted === code.toUpperCase();
  }
}
