import { linkedSignal, signal, type WritableSignal } from '@angular/core';

/** Submits a form, once at a time, and holds why the last attempt failed. */
export class Submission {
  private readonly running = signal(false);
  readonly busy = this.running.asReadonly();
  /** Null again when the values change or another attempt begins. */
  readonly failure: WritableSignal<unknown>;

  /** @param values what the form holds */
  constructor(values: () => unknown = () => null) {
    this.failure = linkedSignal<unknown, unknown>({ source: values, computation: () => null });
  }

  /** Does nothing while an attempt is under way. */
  async run(action: () => Promise<void>): Promise<void> {
    if (this.running()) return;
    this.running.set(true);
    this.failure.set(null);
    try {
      await action();
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.running.set(false);
    }
  }
}
