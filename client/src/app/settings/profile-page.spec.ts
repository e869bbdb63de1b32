import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { ActivatedRouteSnapshot, RouterStateSnapshot } from '@angular/router';
import type { Me } from '@api/users/users.dto.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../auth/session.ts';
import { closeDialogs, setUp } from '../testing/page.ts';
import { ada } from '../testing/samples.ts';
import { ProfilePage } from './profile-page.ts';
import { unsavedTextGuard } from './unsaved-text.ts';

const me = { ...ada, bio: '', statusText: '', email: null, preferences: {} } as unknown as Me;

describe('the profile page', () => {
  let page: ComponentFixture<ProfilePage>;
  const session = () => TestBed.inject(Session);
  const introduction = () => (page.nativeElement as HTMLElement).querySelector('textarea');
  const type = (words: string) => {
    const field = introduction();
    if (field) field.value = words;
    field?.dispatchEvent(new Event('input'));
    page.detectChanges();
  };
  const leave = () =>
    TestBed.runInInjectionContext(() => {
      const [route, state] = [{} as ActivatedRouteSnapshot, {} as RouterStateSnapshot];
      return unsavedTextGuard(page.componentInstance, route, state, state) as boolean | Promise<boolean>;
    });
  const answer = (text: string) =>
    vi.waitFor(() => {
      const buttons = [...document.querySelectorAll<HTMLElement>('parley-confirm-dialog button')];
      const found = buttons.find((button) => button.textContent.trim() === text);
      if (!found) throw new Error('No question');
      found.click();
    });

  beforeEach(async () => {
    await setUp();
    session().me.set(me);
    session().phase.set('signed-in');
    page = TestBed.createComponent(ProfilePage);
    page.detectChanges();
  });
  afterEach(closeDialogs);

  it('is left at once when nothing is unsaved', () => {
    expect(leave()).toBe(true);
    type('Numbers');
    type('');
    expect(leave()).toBe(true);
  });

  it.each([
    ['Discard', true],
    ['Cancel', false],
  ])('asks before unsaved text is lost: %s', async (choice, left) => {
    type('Numbers');
    const leaving = leave();
    await answer(choice);
    expect(await leaving).toBe(left);
    expect(introduction()?.value).toBe('Numbers');
  });

  it('does not hold anybody back whose session has ended', () => {
    type('Numbers');
    session().phase.set('signed-out');
    expect(leave()).toBe(true);
  });

  it('has the browser ask before the tab is closed', () => {
    const closing = () => {
      const event = new Event('beforeunload', { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(closing()).toBe(false);
    type('Numbers');
    expect(closing()).toBe(true);
    page.destroy();
    expect(closing()).toBe(false);
  });

  it('keeps what is typed when something else of the account changes', () => {
    type('Numbers');
    session().me.set({ ...me, avatarUrl: '/api/v1/avatars/new', preferences: { theme: 'dark' } });
    page.detectChanges();
    expect(introduction()?.value).toBe('Numbers');
  });
});
