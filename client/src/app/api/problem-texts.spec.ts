import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { Texts } from '../i18n/texts.ts';
import { setUp } from '../testing/page.ts';
import { ApiProblem } from './api-problem.ts';
import { ProblemTexts } from './problem-texts.ts';

describe('the text of a refused input', () => {
  beforeEach(() => setUp());

  const textOf = (reason: string) =>
    TestBed.inject(ProblemTexts).of(new ApiProblem('invalid_input', 400, 'Not valid', { body: [reason] }));

  it.each([
    ['must not contain control characters', 'Holds a character that cannot be shown'],
    ['must be well-formed Unicode', 'Holds a character that cannot be shown'],
    ['must not contain direction controls', 'Holds a character that turns the text around it'],
    ['must not be blank', 'Please fill this in'],
    ['must be at most 100 characters long', 'At most 100 characters'],
    ['is not known to this client', 'Something here is not valid'],
  ])('says the reason of the server: %s', (reason, text) => expect(textOf(reason)).toBe(text));

  it('is in the language of the reader', async () => {
    await TestBed.inject(Texts).use('de');
    expect(textOf('must not contain control characters')).toBe('Enthält ein Zeichen, das sich nicht darstellen lässt');
    await TestBed.inject(Texts).use('en');
  });
});
