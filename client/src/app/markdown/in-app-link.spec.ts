import { Component, input } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InAppLink } from './in-app-link.ts';

@Component({ template: '' })
class Anywhere {}

@Component({ imports: [InAppLink], template: `<a [parleyInAppLink]="to()">there</a>` })
class Words {
  readonly to = input.required<string>();
}

describe('a link to a page of this server', () => {
  let isWide = true;

  beforeEach(() => {
    isWide = true;
    vi.stubGlobal('matchMedia', () => ({ matches: isWide }));
    TestBed.configureTestingModule({ providers: [provideRouter([{ path: '**', component: Anywhere }])] });
  });

  afterEach(() => vi.unstubAllGlobals());

  const follow = async (from: string, to: string, click: MouseEventInit = {}) => {
    await RouterTestingHarness.create(from);
    const words = TestBed.createComponent(Words);
    words.componentRef.setInput('to', to);
    await words.whenStable();
    const link = (words.nativeElement as HTMLElement).querySelector('a');
    expect(link?.getAttribute('href')).toBe(to);
    const event = new MouseEvent('click', { bubbles: true, cancelable: true, ...click });
    link?.dispatchEvent(event);
    await words.whenStable();
    return { url: TestBed.inject(Router).url, isTaken: event.defaultPrevented };
  };

  it.each([
    ['keeps the panel of its room', '/rooms/a?at=1&panel=files', '/rooms/a?at=9', '/rooms/a?at=9&panel=files'],
    ['keeps the thread of its room', '/rooms/a?thread=m1', '/rooms/a?at=9', '/rooms/a?at=9&thread=m1'],
    ['opens what it names itself', '/rooms/a?panel=files', '/rooms/a?thread=m2', '/rooms/a?thread=m2'],
    ['leaves the panel of another room', '/rooms/a?panel=files', '/rooms/b?at=9', '/rooms/b?at=9'],
    ['leads to the room from elsewhere', '/settings?panel=files', '/rooms/a?at=9', '/rooms/a?at=9'],
  ])('%s', async (_, from, to, wanted) => {
    expect(await follow(from, to)).toEqual({ url: wanted, isTaken: true });
  });

  it('closes the panel where it covers the conversation', async () => {
    isWide = false;
    expect((await follow('/rooms/a?panel=files', '/rooms/a?at=9')).url).toBe('/rooms/a?at=9');
  });

  it('is left to the browser when it opens in another tab', async () => {
    expect(await follow('/rooms/a', '/rooms/a?at=9', { ctrlKey: true })).toEqual({ url: '/rooms/a', isTaken: false });
  });
});
