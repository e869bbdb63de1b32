import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import type { Token } from '@api/auth/tokens/tokens.dto.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeDialogs, setUp } from '../../testing/page.ts';
import { MakeTokenDialog, type NewTokenOf } from './make-token-dialog.ts';

const replaced: Token = {
  id: 'before',
  name: 'CI',
  // `mcp` is not offered: what is not seen is not given.
  scopes: ['messages:write', 'mcp'],
  roomIds: ['operations', 'left'],
  createdAt: '2026-11-01T10:00:00.000Z',
  expiresAt: '2026-12-01T10:00:00.000Z',
  lastUsedAt: null,
  ip: null,
};

describe('a token that replaces another one of a bot', () => {
  let http: HttpTestingController;

  beforeEach(async () => {
    await setUp();
    http = TestBed.inject(HttpTestingController);
  });
  afterEach(closeDialogs);

  const next = (url: string): Promise<TestRequest> => vi.waitFor(() => http.expectOne(url));
  const checked = () =>
    [...document.querySelectorAll<HTMLInputElement>('mat-dialog-container input[type=checkbox]:checked')].map((box) =>
      box.closest('label')?.textContent.replace(/\s+/g, ' ').trim(),
    );

  async function open(data: NewTokenOf): Promise<void> {
    TestBed.inject(MatDialog).open(MakeTokenDialog, { data });
    const rooms = [
      { id: 'operations', kind: 'private', name: 'Operations', archived: false },
      { id: 'other', kind: 'public', name: 'Other', archived: false },
    ];
    (await next('/api/v1/bots/deploy/rooms')).flush({ items: rooms });
  }

  it('begins with what that one may, in the rooms that the bot is still in, for as long', async () => {
    await open({ bot: { id: 'deploy' }, replaced });
    await vi.waitFor(() =>
      expect(checked()).toEqual(['Send and change messages messages:write', 'Only in some rooms', 'Operations']),
    );
    document.querySelector('#make-token')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    const { request } = await next('/api/v1/bots/deploy/tokens');
    expect(request.body).toEqual({ name: 'CI', scopes: ['messages:write'], days: 30, roomIds: ['operations'] });
  });

  it('offers a bot nothing of the administration, and says what typing and rooms mean for it', async () => {
    await open({ bot: { id: 'deploy' } });
    await vi.waitFor(() => expect(document.body.textContent).toContain('Show that it is typing'));
    expect(document.body.textContent).toContain('Change rooms and members, as far as its role there allows');
    expect(document.body.textContent).not.toContain('admin:');
    expect(checked()).toEqual([]);
  });
});
