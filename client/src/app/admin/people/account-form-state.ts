import { signal } from '@angular/core';
import { trimText } from '@api/shared/visible-text.ts';
import { Submission } from '../../ui/submission.ts';

/** What the fields of another person's account hold, and how their submission goes. */
export class AccountFormState {
  readonly displayName = signal('');
  readonly email = signal('');
  readonly username = signal('');
  /** Whether the form was submitted: what is missing is told from then on. */
  readonly tried = signal(false);
  private readonly submission = new Submission(() => `${this.displayName()}\n${this.email()}\n${this.username()}`);
  readonly busy = this.submission.busy;
  readonly failure = this.submission.failure;

  constructor(account = { displayName: '', email: '', username: '' }) {
    this.displayName.set(account.displayName);
    this.email.set(account.email);
    this.username.set(account.username);
  }

  /** The values without the blanks around them. */
  trimmed() {
    return {
      displayName: trimText(this.displayName()),
      email: trimText(this.email()),
      username: trimText(this.username()),
    };
  }

  submit(action: () => Promise<void>): Promise<void> {
    return this.submission.run(action);
  }
}
