import { Injectable, signal } from '@angular/core';

/**
 * The name that a reader without an account has typed, on the page of an invitation or of a registration: it goes along from
 * one to the other, also what is typed while the other still loads.
 */
@Injectable({ providedIn: 'root' })
export class EnteredName {
  readonly value = signal('');
}
