import { describe, expect, test } from 'vitest';
import type { Attachment } from '@api/timeline/message.dto.ts';
import {
  kindOf,
  type PendingFile,
  isReadyToSend,
  restoredFile,
  remainingSlots,
  isTooLarge,
} from './pending-files-state.ts';

const attachment: Attachment = {
  id: 'a',
  kind: 'file',
  name: 'plan.pdf',
  mime: 'application/pdf',
  size: 3,
  width: null,
  height: null,
  durationMs: null,
  waveform: null,
  animated: false,
  inspected: true,
  status: 'clean',
  url: '/api/v1/uploads/a/content',
  thumbnailUrl: null,
};
const arrived = restoredFile(attachment);
const onItsWay: PendingFile = { ...arrived, id: 'b', attachment: null, progress: 0.5 };
const failed: PendingFile = { ...onItsWay, id: 'c', failure: { code: 'unreachable', detail: '' } };
const refused = restoredFile({ ...attachment, status: 'refused' });
const unchecked = restoredFile({ ...attachment, status: 'pending' });

describe('files beside a draft', () => {
  test.each([
    ['none', [], false],
    ['one that has arrived', [arrived], true],
    ['one that the scanner has not seen yet', [arrived, unchecked], true],
    ['one on its way', [arrived, onItsWay], false],
    ['one that failed', [arrived, failed], false],
    ['one that was refused', [arrived, refused], false],
  ])('can be sent: %s', (_, files, ready) => expect(isReadyToSend(files)).toBe(ready));

  test('are ten at most', () => expect(remainingSlots(Array<PendingFile>(8).fill(arrived))).toBe(2));
});

describe('before it is uploaded', () => {
  test.each([
    ['image/png', 'image'],
    ['image/svg+xml', 'file'],
    ['audio/webm', 'audio'],
    ['audio/midi', 'file'],
    ['', 'file'],
  ])('%s is shown as %s', (type, kind) => expect(kindOf({ type })).toBe(kind));

  test.each([
    [16_000_000, true, false],
    [16_000_001, true, true],
    [16_000_001, false, false],
    [25_000_000, false, false],
    [25_000_001, false, true],
  ])('%i bytes, a voice message: %s, are too large: %s', (size, isVoiceMessage, large) =>
    expect(isTooLarge({ size }, isVoiceMessage)).toBe(large),
  );
});
