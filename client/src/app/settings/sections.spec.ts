import { TestBed } from '@angular/core/testing';
import { expect, it, vi } from 'vitest';
import { ChatSocket } from '../connection/chat-socket.ts';
import { setUp } from '../testing/page.ts';
import { Sections } from './sections.ts';

it('The frame of settings shows that there is no connection, and when it is restored', async () => {
  await setUp();
  const page = TestBed.createComponent(Sections);
  page.componentRef.setInput('heading', 'Settings');
  page.componentRef.setInput('sections', []);
  const shows = (text: string) =>
    vi.waitFor(() => expect((page.nativeElement as HTMLElement).textContent).toContain(text), { timeout: 5000 });
  const { phase } = TestBed.inject(ChatSocket);
  phase.set('waiting');
  await page.whenStable();
  await shows('No connection');
  phase.set('live');
  await shows('Up to date');
});
