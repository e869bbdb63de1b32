import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Me } from '@api/users/users.dto.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../auth/session.ts';
import { setUp } from '../testing/page.ts';
import { ada } from '../testing/samples.ts';
import { PreferencesStore } from './preferences-store.ts';

const me = { ...ada, email: 'ada@example.org', preferences: { sounds: true } } as Me;

describe('preferences', () => {
  let http: HttpTestingController;
  let preferences: PreferencesStore;
  /** The next request to the server, when it comes. */
  const asked = () =>
    vi.waitFor(() => {
      const request = http.expectOne('/api/v1/users/me');
      return { sent: (request.request.body as Me).preferences, request };
    });

  beforeEach(async () => {
    await setUp();
    http = TestBed.inject(HttpTestingController);
    TestBed.inject(Session).update(me);
    preferences = TestBed.inject(PreferencesStore);
  });

  it('are shown at once and sent in sequence: the last change stays', async () => {
    const first = preferences.update({ sounds: false });
    const { request } = await asked();
    const second = preferences.update({ hideNotices: true });
    expect(preferences.current()).toEqual({ sounds: false, hideNotices: true });
    expect(request.request.keepalive, 'also from a page that is left').toBe(true);
    request.flush({ ...me, preferences: { sounds: false } });
    await first;
    expect(preferences.current().hideNotices, 'is pending').toBe(true);

    const next = await asked();
    expect(next.sent).toEqual({ sounds: false, hideNotices: true });
    next.request.flush({ ...me, preferences: next.sent });
    await second;
    http.verify();
  });

  it('are not undone by a profile that the server sent before it got them', async () => {
    const updated = preferences.update({ sounds: false });
    const { request } = await asked();
    TestBed.inject(Session).update({ ...me, displayName: 'Ada Lovelace' });
    TestBed.tick();
    expect(preferences.current()).toEqual({ sounds: false });
    request.flush({ ...me, preferences: { sounds: false } });
    await updated;
    TestBed.inject(Session).update(me);
    TestBed.tick();
    expect(preferences.current(), 'later the server decides').toEqual({ sounds: true });
  });

  it('are undone where the server refuses them, and no others', async () => {
    const first = preferences.update({ sounds: false });
    const second = preferences.update({ hideNotices: true });
    (await asked()).request.flush({ code: 'internal' }, { status: 500, statusText: 'Broken' });
    await expect(first).rejects.toMatchObject({ code: 'internal' });
    const next = await asked();
    expect(next.sent).toEqual({ sounds: true, hideNotices: true });
    next.request.flush({ ...me, preferences: next.sent });
    await second;
    expect(preferences.current()).toEqual({ sounds: true, hideNotices: true });
  });
});
