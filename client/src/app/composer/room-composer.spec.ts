import { HttpTestingController } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import type { Me } from '@api/users/users.dto.ts';
import { Socket } from 'ngx-socket-io';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../auth/session.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { MUTED_FOREVER } from '../rooms/muting.ts';
import type { FakeSocket } from '../testing/fake-socket.ts';
import { closeDialogs, setUp } from '../testing/page.ts';
import { ada, room, text } from '../testing/samples.ts';
import { Outbox } from '../outbox/outbox.ts';
import { RoomComposer } from './room-composer.ts';

describe('the composer of a room', () => {
  let drawn: ComponentFixture<RoomComposer>;
  /** The server's information never arrives. */
  const settled = async () => {
    TestBed.tick();
    await new Promise((resolve) => setTimeout(resolve));
    TestBed.tick();
  };
  const element = () => drawn.nativeElement as HTMLElement;
  const find = (selector: string) => element().querySelector<HTMLElement>(selector);
  const field = () => element().querySelector('textarea');
  const show = async (change: Parameters<typeof room>[0] = {}) => {
    drawn.componentRef.setInput('room', room(change));
    await settled();
  };
  const type = async (words: string) => {
    const area = field();
    if (!area) throw new Error('Nothing to write in');
    area.value = words;
    area.dispatchEvent(new Event('input'));
    await settled();
  };

  const press = () =>
    field()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));

  let isTouch = false;

  beforeEach(async () => {
    localStorage.clear();
    isTouch = false;
    vi.stubGlobal('matchMedia', (query: string) =>
      Object.assign(new EventTarget(), {
        matches: query === '(hover: none)' && isTouch,
        addListener: () => undefined,
        removeListener: () => undefined,
      }),
    );
    // Missing in jsdom; the text is then set without an entry of the undo history.
    Object.assign(document, { execCommand: () => false });
    await setUp();
    drawn = TestBed.createComponent(RoomComposer);
    document.body.append(element());
    await show();
  });

  it('stores the draft while the member is muted, and shows it again afterwards', async () => {
    await type('what I was going to');
    field()?.focus();
    await show({ mutedUntil: MUTED_FOREVER });
    expect(field()).toBeNull();
    expect(find('.closed')?.textContent).toContain('muted in this room until further notice');
    expect(document.activeElement).toBe(find('.closed'));
    await show();
    expect(field()?.value).toBe('what I was going to');
    expect(document.activeElement).toBe(field());
  });

  it.each([
    ['a\u000bb', 'a\nb'],
    ['\u001b[31mred\u001b[0m \u0085', 'red \n'],
    ['page\u000cpage\u0000', 'page\npage'],
    ['half \ud83d', 'half \ufffd'],
  ])('repairs what the server would refuse: %j', async (pasted, repaired) => {
    await type(pasted);
    expect(field()?.value).toBe(repaired);
  });

  it.each(['\u3164', '\u2800', '\u200b', ' \ufe0f\n'])('does not send what shows nothing: %j', async (words) => {
    await type(words);
    expect(find('.send')?.getAttribute('aria-disabled')).toBe('true');
    press();
    expect(TestBed.inject(Outbox).items()).toEqual([]);
  });

  it('begins a new line with Enter on a touch screen, and sends with the button', async () => {
    isTouch = true;
    await show({ topic: 'on a phone' });
    drawn.destroy();
    drawn = TestBed.createComponent(RoomComposer);
    document.body.append(element());
    await show();
    await type('first line');
    press();
    await settled();
    expect(TestBed.inject(Outbox).items()).toEqual([]);
    expect(field()?.getAttribute('enterkeyhint')).toBe('enter');
    find('.send')?.click();
    await vi.waitFor(() => expect(TestBed.inject(Outbox).items()).toMatchObject([{ body: 'first line' }]));
  });

  it('shows until when the member is muted, and then allows writing without a reload', async () => {
    const mutedUntil = new Date(Date.now() + 300).toISOString();
    await show({ mutedUntil });
    expect(find('.closed')?.textContent).toMatch(/until .*\d/);
    await vi.waitFor(async () => {
      await settled();
      expect(field()).not.toBeNull();
    });
    expect(document.activeElement).toBe(document.body); // the focus stays where it was
  });

  it('saves an edit once, however often Enter is pressed, and keeps text typed meanwhile', async () => {
    const socket = TestBed.inject<FakeSocket>(Socket as never);
    TestBed.inject(ChatSocket).start({ userId: 'ada', token: () => '', renew: () => Promise.resolve() });
    const answers: ((body: string) => void)[] = [];
    socket.answer = () =>
      new Promise((resolve) => answers.push((body) => resolve({ ok: true, data: text(1, { body, revision: 9 }) })));
    const saved = () =>
      socket.requests.flatMap(({ command, payload }) =>
        command === 'edit_message' ? [(payload as { body: string }).body] : [],
      );
    drawn.componentInstance.edit(text(1));
    await settled();
    await type('other words');
    press();
    press();
    await settled();
    press();
    expect(saved()).toEqual(['other words']);
    await type('other words, and more');
    answers[0]?.('other words');
    await settled();
    expect(field()?.value).toBe('other words, and more');
    press();
    await settled();
    expect(saved()).toEqual(['other words', 'other words, and more']);
    answers[1]?.('other words, and more');
    await settled();
    expect(find('.context')).toBeNull();
    expect(field()?.value).toBe('');
  });

  it.each(['a word', '/me waves', '/shrug well', 'line one\nline two'])(
    'sends %j once, however often Enter and Send are pressed before it is rendered',
    async (words) => {
      await type(words);
      press();
      find('.send')?.click();
      await Promise.resolve();
      press();
      find('.send')?.click();
      await settled();
      press();
      expect(TestBed.inject(Outbox).items()).toHaveLength(1);
      expect(field()?.value).toBe('');
    },
  );

  it('sends text once that is typed and sent before anything is rendered', async () => {
    const area = field();
    if (!area) throw new Error('Nothing to write in');
    area.value = 'quick';
    area.dispatchEvent(new Event('input'));
    press();
    await settled();
    expect(area.value).toBe('');
    expect(find('.send')?.classList).not.toContain('ready');
    press();
    await settled();
    expect(TestBed.inject(Outbox).items()).toHaveLength(1);
  });

  it('sends nothing with an Enter between the saving of an edit and its rendering', async () => {
    const socket = TestBed.inject<FakeSocket>(Socket as never);
    TestBed.inject(ChatSocket).start({ userId: 'ada', token: () => '', renew: () => Promise.resolve() });
    socket.answer = () => Promise.resolve({ ok: true, data: text(1, { body: 'other words', revision: 9 }) });
    drawn.componentInstance.edit(text(1));
    await settled();
    await type('other words');
    press();
    for (let turn = 0; turn < 20; turn++) {
      await Promise.resolve();
      press();
    }
    await settled();
    expect(TestBed.inject(Outbox).items()).toEqual([]);
    expect(field()?.value).toBe('');
  });

  it('restores a command that is refused before anything is rendered', async () => {
    await show({ role: 'owner' });
    await type('/topic Only good things');
    press();
    expect(field()?.value).toBe('');
    const refused = { status: 403, statusText: 'Forbidden' };
    TestBed.inject(HttpTestingController).expectOne('/api/v1/rooms/room').flush({ code: 'forbidden' }, refused);
    await settled();
    expect(field()?.value).toBe('/topic Only good things');
  });

  it('asks before it sends what looks like a command and is none', async () => {
    await type('/unknown thing');
    press();
    TestBed.inject(HttpTestingController)
      .expectOne(({ url }) => url === '/api/v1/commands')
      .flush({ items: [] });
    await settled();
    expect(document.querySelector('parley-confirm-dialog')?.textContent).toContain('There is no /unknown here');
    expect(field()?.value).toBe('/unknown thing');
    closeDialogs();
    await settled();
    expect(field()?.value).toBe('/unknown thing');
    expect(TestBed.inject(Outbox).items()).toEqual([]);
  });

  it('keeps an invitation of people who are unknown', async () => {
    TestBed.inject(Session).me.set({ ...ada, preferences: {} } as Me);
    await type('/invite @nobody');
    press();
    await vi.waitFor(() =>
      TestBed.inject(HttpTestingController)
        .expectOne(({ url }) => url === '/api/v1/users')
        .flush({ items: [], next: null }),
    );
    await vi.waitFor(() => expect(field()?.value).toBe('/invite @nobody'));
    expect(document.body.textContent).toContain('There is nobody called @nobody');
  });

  it('asks once to confirm a mass mention', async () => {
    await show({ memberCount: 100 });
    await type('@room lunch');
    press();
    press();
    await settled();
    expect(document.querySelectorAll('parley-confirm-dialog')).toHaveLength(1);
    closeDialogs();
    await settled();
    expect(field()?.value).toBe('@room lunch');
  });

  it('starts no reply and no edit in a read-only room', async () => {
    await show({ archived: true });
    drawn.componentInstance.reply(text(1));
    drawn.componentInstance.edit(text(1));
    await show();
    expect(find('.context')).toBeNull();
  });

  describe('beside a thread', () => {
    const checkbox = () => element().querySelector<HTMLInputElement>('.also input');
    const items = () => TestBed.inject(Outbox).items();

    beforeEach(async () => {
      drawn.componentRef.setInput('thread', { id: 'm1', replyTarget: text(1) });
      await show({ memberCount: 100 });
    });

    it('sends a reply to the thread alone, without a quote and without asking about @room', async () => {
      await type('@room lunch');
      press();
      await vi.waitFor(() => expect(items()).toMatchObject([{ threadId: 'm1', alsoInRoom: false, replyTo: null }]));
    });

    it('sends a reply to the room as well, where it quotes the first message, and chooses anew each time', async () => {
      checkbox()?.click();
      await type('also for you');
      press();
      await vi.waitFor(() =>
        expect(items()).toMatchObject([{ threadId: 'm1', alsoInRoom: true, replyTo: { id: 'm1' } }]),
      );
      await settled();
      expect(checkbox()?.checked).toBe(false);
    });

    it('writes where only the thread is open to the reader, and offers no room', async () => {
      await show({ role: 'member', postBy: 'owner' });
      expect([field(), checkbox()]).toEqual([expect.anything(), null]);
      await show({ role: 'member', replyBy: 'owner' });
      expect([field(), checkbox()]).toEqual([null, null]);
    });
  });
});
