import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { setUp } from '../../testing/page.ts';
import { LoadFailure } from './load-failure.ts';

describe('what could not be loaded', () => {
  it('names the reason, and is loaded again by the button', async () => {
    await setUp();
    const drawn = TestBed.createComponent(LoadFailure);
    drawn.componentRef.setInput('error', new ApiProblem('unreachable', 0, ''));
    let retried = 0;
    drawn.componentInstance.retry.subscribe(() => retried++);
    await drawn.whenStable();
    const element = drawn.nativeElement as HTMLElement;
    expect(element.querySelector('h2')?.textContent).toBe(TestBed.inject(ProblemTexts).byCode('unreachable'));
    element.querySelector('button')?.click();
    expect(retried).toBe(1);
  });
});
