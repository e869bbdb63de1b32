import { Location } from '@angular/common';
import { Component, computed, type ElementRef, input, viewChild } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SidePanel } from './side-panel.ts';

@Component({
  template: `
    <button id="opener">Open</button>
    <textarea></textarea>
    @if (side.thread() ?? side.pane(); as shown) {
      <button #inside id="inside">{{ shown }}</button>
    }
  `,
})
class Room {
  readonly roomId = input<string>();
  readonly panel = input<string>();
  readonly thread = input<string>();
  readonly at = input<string>();
  private readonly inside = viewChild<ElementRef<HTMLElement>>('inside');
  readonly side = new SidePanel(
    computed(() => ({ panel: this.panel(), thread: this.thread() })),
    computed(() => this.inside()?.nativeElement),
    () => document.querySelector('textarea')?.focus(),
  );
}

const THREAD = '0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a';

@Component({ template: '' })
class Rooms {}

describe('the panel beside a conversation', () => {
  let harness: RouterTestingHarness;
  let side: SidePanel;
  const url = () => TestBed.inject(Router).url;
  const isAt = (wanted: string) =>
    vi.waitFor(() => {
      harness.detectChanges();
      expect(url()).toBe(wanted);
      expect(document.querySelector('#inside') !== null).toBe(/panel=|thread=/.test(wanted));
    });
  const hasFocus = (selector: string) =>
    vi.waitFor(() => {
      harness.detectChanges();
      expect(document.activeElement?.matches(selector)).toBe(true);
    });
  const goBack = () => TestBed.inject(Location).back();
  const enter = async (path: string) => {
    const room = await harness.navigateByUrl(path, Room);
    side = room.side;
  };

  beforeEach(async () => {
    const routes = [
      { path: 'rooms', component: Rooms },
      { path: 'rooms/:roomId', component: Room },
    ];
    TestBed.configureTestingModule({ providers: [provideRouter(routes, withComponentInputBinding())] });
    TestBed.inject(Router).setUpLocationChangeListener();
    harness = await RouterTestingHarness.create('/rooms');
  });

  it('is closed by Back, which only then leaves the room', async () => {
    await enter('/rooms/one?at=7');
    await side.open('about');
    await isAt('/rooms/one?at=7&panel=about');
    await side.switchTo('members');
    await isAt('/rooms/one?at=7&panel=members');
    goBack();
    await isAt('/rooms/one?at=7');
    goBack();
    await isAt('/rooms');
  });

  it('leaves no history entry once it is closed, however often it is closed', async () => {
    await enter('/rooms/one');
    await side.open('about');
    await side.switchTo('files');
    await isAt('/rooms/one?panel=files');
    await Promise.all([side.close(), side.close()]);
    await isAt('/rooms/one');
    await side.close();
    await side.open('members');
    await isAt('/rooms/one?panel=members');
    await side.close();
    await isAt('/rooms/one');
    goBack();
    await isAt('/rooms');
  });

  it('comes with a link, and is closed without leaving the room', async () => {
    await enter('/rooms/one?panel=members');
    expect(side.pane()).toBe('members');
    await side.open('files');
    await side.close();
    await isAt('/rooms/one');
    goBack();
    await isAt('/rooms');
  });

  it('stays behind with its room', async () => {
    await enter('/rooms/one');
    await side.open('about');
    await enter('/rooms/two');
    expect(side.pane()).toBeNull();
    goBack();
    await isAt('/rooms/one?panel=about');
  });

  it.each(['', 'nonsense', 'toString'])('is not there for %j', async (panel) => {
    await enter(`/rooms/one?panel=${panel}`);
    expect(side.pane()).toBeNull();
  });

  it('takes the focus, and gives it back', async () => {
    await enter('/rooms/one');
    document.querySelector<HTMLElement>('#opener')?.focus();
    await side.open('about');
    await hasFocus('#inside');
    await side.close();
    await hasFocus('#opener');
  });

  it('does not move the focus of a reader who followed a link until it is closed', async () => {
    await enter('/rooms/one?panel=about');
    expect(document.activeElement).toBe(document.body);
    document.querySelector<HTMLElement>('#inside')?.focus();
    await side.close();
    await hasFocus('textarea');
  });

  it('is replaced by a thread, and returns after it', async () => {
    await enter('/rooms/one');
    await side.open('threads');
    await side.openThread(THREAD);
    await isAt(`/rooms/one?thread=${THREAD}`);
    expect(side.pane()).toBeNull();
    await side.open('threads');
    await isAt('/rooms/one?panel=threads');
    await side.openThread(THREAD);
    goBack();
    await isAt('/rooms/one');
    goBack();
    await isAt('/rooms');
  });

  it('is a thread only for what may be the id of a message', async () => {
    await enter('/rooms/one?thread=nonsense');
    expect(side.isOpen()).toBe(false);
    await enter(`/rooms/one?panel=about&thread=${THREAD}`);
    expect([side.thread(), side.pane()]).toEqual([THREAD, null]);
  });
});
