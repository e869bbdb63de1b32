import { signal } from '@angular/core';
import { describe, expect, it } from 'vitest';
import { Submission } from './submission.ts';

describe('the submission of a form', () => {
  const refusal = new Error('refused');
  const refuse = () => Promise.reject(refusal);

  it('is under way once at a time', async () => {
    const submission = new Submission();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const first = submission.run(() => promise.then(() => undefined));
    expect(submission.busy()).toBe(true);
    await submission.run(refuse);
    expect(submission.failure()).toBeNull();
    resolve(undefined);
    await first;
    expect(submission.busy()).toBe(false);
  });

  it('keeps its refusal until the values change, or it is tried again', async () => {
    const name = signal('ada');
    const submission = new Submission(name);
    await submission.run(refuse);
    expect(submission.failure()).toBe(refusal);
    name.set('bob');
    expect(submission.failure()).toBeNull();
    await submission.run(refuse);
    expect(submission.failure()).toBe(refusal);
    await submission.run(() => Promise.resolve());
    expect(submission.failure()).toBeNull();
  });
});
