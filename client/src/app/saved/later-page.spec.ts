import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { PersonalItem } from '@api/personal/personal.dto.ts';
import type { Saved, SavedEntry, SavedPage } from '@api/saved/saved.dto.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PersonalStore } from '../personal/personal-store.ts';
import { setUp } from '../testing/page.ts';
import { text } from '../testing/samples.ts';
import { LaterPage } from './later-page.ts';

const entry = (id: string, change: Partial<SavedEntry> = {}): SavedEntry => ({
  messageId: id,
  roomId: 'room',
  state: 'open',
  note: '',
  remindAt: null,
  remindedAt: null,
  savedAt: `2026-11-20T10:00:0${id.slice(1)}.000Z`,
  ...change,
});

describe('the page of what is saved', () => {
  let harness: RouterTestingHarness;
  let revision: number;

  const store = (...entries: SavedEntry[]) => {
    const items = entries.map((value): PersonalItem => ({
      kind: 'saved',
      id: value.messageId,
      revision: ++revision,
      value,
    }));
    return TestBed.inject(PersonalStore).startFrom({ items, revision, more: false, reset: false, epoch: 1 });
  };
  const asked = () =>
    vi.waitFor((): TestRequest => {
      harness.detectChanges();
      return TestBed.inject(HttpTestingController).expectOne(({ url }) => url === '/api/v1/saved');
    });
  const answer = async (...items: Saved[]) => {
    const request = await asked();
    request.flush({ items, next: null } satisfies SavedPage);
    return request.request.params;
  };
  const shows = (...words: string[][]) =>
    vi.waitFor(() => {
      harness.detectChanges();
      const shown = [...(harness.routeNativeElement?.querySelectorAll('li') ?? [])].map((each) => each.textContent);
      expect(shown).toHaveLength(words.length);
      for (const [index, some] of words.entries()) for (const word of some) expect(shown[index]).toContain(word);
    });

  beforeEach(async () => {
    revision = 0;
    await setUp(provideRouter([{ path: 'later', component: LaterPage }]));
    harness = await RouterTestingHarness.create();
  });

  it('lists what is open, and lets go of what is done elsewhere', async () => {
    await store(entry('m1'), entry('m2', { note: 'mine' }));
    await harness.navigateByUrl('/later');
    const query = await answer({ ...entry('m2'), message: text(2) }, { ...entry('m1'), message: text(1) });
    expect(query.get('state')).toBe('open');
    await shows(['message 2', 'mine'], ['message 1']);
    await store(entry('m1', { state: 'done' }));
    await shows(['message 2']);
  });

  it('asks again when something is saved meanwhile', async () => {
    await store(entry('m1'));
    await harness.navigateByUrl('/later');
    await answer({ ...entry('m1'), message: text(1) });
    await shows(['message 1']);
    await store(entry('m3'));
    await answer({ ...entry('m3'), message: text(3) }, { ...entry('m1'), message: text(1) });
    await shows(['message 3'], ['message 1']);
  });

  it('says that a message may not be read any more, and when its reminder rang', async () => {
    const rung = entry('m1', { remindAt: '2026-11-20T11:00:00.000Z', remindedAt: '2026-11-20T11:00:01.000Z' });
    await store(rung);
    await harness.navigateByUrl('/later?show=reminders');
    const query = await answer({ ...rung, message: null });
    expect(query.get('reminders')).toBe('true');
    await shows(['You cannot read this message any more', 'Reminded: ']);
  });
});
