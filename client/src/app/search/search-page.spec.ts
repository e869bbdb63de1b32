import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { setUp } from '../testing/page.ts';
import { bob, room, text } from '../testing/samples.ts';
import { SearchPage } from './search-page.ts';

@Component({ template: '' })
class Elsewhere {}

describe('the search', () => {
  let harness: RouterTestingHarness;
  const page = () => harness.routeNativeElement as HTMLElement;
  const asked = () =>
    vi.waitFor((): TestRequest => {
      harness.detectChanges();
      return TestBed.inject(HttpTestingController).expectOne(({ url }) => url === '/api/v1/search/messages');
    });
  const showsText = (words: string) =>
    vi.waitFor(() => {
      harness.detectChanges();
      expect(page().textContent).toContain(words);
    });

  beforeEach(async () => {
    localStorage.clear();
    await setUp(
      provideRouter([
        { path: 'search', component: SearchPage },
        { path: '**', component: Elsewhere },
      ]),
    );
    TestBed.inject(RoomsStore).startFrom([room({ name: 'Engineering' })]);
    harness = await RouterTestingHarness.create();
  });

  it('shows author, room and highlighted text, and links to the message', async () => {
    await harness.navigateByUrl('/search?q=projector');
    const request = await asked();
    expect(request.request.params.get('q')).toBe('projector');
    const message = text(42, { author: bob, body: 'the projector' });
    request.flush({ items: [{ message, highlights: [{ start: 4, end: 13 }] }], next: null });
    await showsText('Bob');
    expect(page().textContent).toContain('Engineering');
    expect(page().querySelector('mark')?.textContent).toBe('projector');
    expect(page().querySelector('li a')?.getAttribute('href')).toBe('/rooms/room?at=42');
  });

  it("says what it did not understand, and asks in the reader's time zone", async () => {
    await harness.navigateByUrl('/search?q=from%3Anobody');
    const request = await asked();
    expect(request.request.params.get('timeZone')).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
    const notUnderstood = [
      { filter: 'from', value: 'nobody' },
      { filter: 'has', value: 'foo' },
      { filter: 'on', value: 'noon' },
    ];
    request.flush({ items: [], next: null, recentOnly: false, notUnderstood });
    await showsText('There is no person “nobody”');
    await showsText('has:foo is not known: link, file, image, audio, reaction');
    await showsText('“noon” is no day');
  });

  it('restores its results on the way back from a message, and asks again for a new search', async () => {
    await harness.navigateByUrl('/search?q=projector');
    const message = text(42, { author: bob, body: 'the projector' });
    (await asked()).flush({ items: [{ message, highlights: [] }], next: null });
    await showsText('the projector');
    const scroller = () => page().querySelector('.scroller') ?? page();
    scroller().scrollTop = 120;
    page().querySelector<HTMLElement>('li a')?.click();
    await harness.navigateByUrl('/elsewhere');
    await harness.navigateByUrl('/search?q=projector');
    await showsText('the projector');
    TestBed.inject(HttpTestingController).verify();
    expect(page().querySelector('li a')?.getAttribute('aria-current')).toBe('true');
    expect(scroller().scrollTop).toBe(120);
    expect(document.activeElement).toBe(page().querySelector('li a'));
    await harness.navigateByUrl('/elsewhere');
    await harness.navigateByUrl('/search?q=projector');
    (await asked()).flush({ items: [], next: null });
    await showsText('Nothing found');
  });

  it('shows that nothing was found, and why a search failed', async () => {
    await harness.navigateByUrl('/search?q=nothing');
    (await asked()).flush({ items: [], next: null });
    await showsText('Nothing found');
    const field = page().querySelector('input');
    if (field) field.value = 'other';
    field?.dispatchEvent(new Event('input'));
    (await asked()).flush({ code: 'too_many_requests' }, { status: 429, statusText: 'Too Many Requests' });
    await showsText('Too many tries');
    expect(TestBed.inject(Router).url).toBe('/search?q=other');
  });

  it('offers what was searched for before, once a result was opened', async () => {
    await harness.navigateByUrl('/search?q=projector');
    (await asked()).flush({ items: [{ message: text(42, { author: bob }), highlights: [] }], next: null });
    await showsText('Bob');
    page().querySelector<HTMLElement>('li a')?.click();
    await harness.navigateByUrl('/elsewhere');
    await harness.navigateByUrl('/search');
    await showsText('Recent searches');
    page().querySelector<HTMLElement>('.recent button')?.click();
    expect((await asked()).request.params.get('q')).toBe('projector');
  });

  it('asks nothing for an empty query', async () => {
    await harness.navigateByUrl('/search');
    await showsText('Find what was said');
    TestBed.inject(HttpTestingController).verify();
  });
});
