import { TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import { Socket } from 'ngx-socket-io';
import { expect, it, vi } from 'vitest';
import { ChatSocket } from '../../connection/chat-socket.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import type { FakeSocket } from '../../testing/fake-socket.ts';
import { setUp } from '../../testing/page.ts';
import { picture, room, text } from '../../testing/samples.ts';
import { ForwardDialog } from './forward-dialog.ts';
import { Outbox } from '../../outbox/outbox.ts';

it('shows which files go along, and which do not', async () => {
  const files = [picture, { ...picture, id: 'p2', name: 'bad.png', status: 'refused', url: null } as const];
  await setUp(
    { provide: MAT_DIALOG_DATA, useValue: [text(1, { body: '', attachments: files })] },
    { provide: MatDialogRef, useValue: { close: () => undefined } },
  );
  const drawn = TestBed.createComponent(ForwardDialog);
  TestBed.tick();
  const rows = [...(drawn.nativeElement as HTMLElement).querySelectorAll('.files li')].map((row) => row.textContent);
  expect(rows).toEqual([
    expect.stringMatching(/dawn\.png.*1 kB/s),
    expect.stringMatching(/bad\.png.*Does not go along/s),
  ]);
});

it('forwards each message in order, and the comment, once, however often the button is pressed', async () => {
  await setUp(
    { provide: MAT_DIALOG_DATA, useValue: [text(1), text(2), text(3), text(4)] },
    { provide: MatDialogRef, useValue: { close: () => undefined } },
  );
  TestBed.inject(ChatSocket).start({ userId: 'ada', token: () => '', renew: () => Promise.resolve() });
  const socket = TestBed.inject<FakeSocket>(Socket as never);
  socket.answer = () => Promise.resolve({ ok: true, data: text(9) });
  TestBed.inject(RoomsStore).applyEvent({ name: 'room_joined', payload: room() });
  const drawn = TestBed.createComponent(ForwardDialog);
  TestBed.tick();
  const element = drawn.nativeElement as HTMLElement;
  element.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
  const comment = [...element.querySelectorAll('input')].at(-1);
  if (!comment) throw new Error('Nowhere to comment');
  comment.value = 'Look';
  comment.dispatchEvent(new Event('input'));
  TestBed.tick();
  const button = element.querySelector<HTMLElement>('mat-dialog-actions button:last-child');
  button?.click();
  button?.click();
  await vi.waitFor(() => expect(TestBed.inject(Outbox).items()).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(
    TestBed.inject(Outbox)
      .items()
      .map(({ body }) => body),
  ).toEqual(['Look']);
  const forwarded = socket.requests.filter(({ command }) => command === 'send_message');
  expect(forwarded.map(({ payload }) => payload)).toEqual(
    [1, 2, 3, 4].map((seq) => expect.objectContaining({ forwardOf: text(seq).id }) as object),
  );
});
