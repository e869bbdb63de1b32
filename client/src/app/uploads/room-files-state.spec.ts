import type { Attachment } from '@api/timeline/message.dto.ts';
import { describe, expect, it } from 'vitest';
import { text } from '../testing/samples.ts';
import { withMessage } from './room-files-state.ts';

const file = (id: string, kind: Attachment['kind'] = 'image') => ({ id, kind }) as Attachment;
const sent = (seq: number, ...attachments: Attachment[]) => text(seq, { attachments });
const ids = (files: ReturnType<typeof withMessage>) => files.map(({ attachment }) => attachment.id);

describe('the files of a room', () => {
  const files = withMessage([], sent(4, file('a'), file('b')), 'image');

  it('begin with those of the newest message, in its order', () => {
    const more = withMessage(files, sent(5, file('c'), file('plan', 'file'), file('d')), 'image');
    expect(ids(more)).toEqual(['c', 'd', 'a', 'b']);
    expect(more[0]).toMatchObject({ messageId: 'm5', seq: 5, position: 1 });
    expect(more[1]).toMatchObject({ messageId: 'm5', seq: 5, position: 3 });
  });

  it('stay the same for a message that is known, older or of another kind', () => {
    for (const message of [sent(4, file('a'), file('b')), sent(3, file('e')), sent(5, file('plan', 'file')), text(6)])
      expect(withMessage(files, message, 'image')).toEqual(files);
  });

  it('are removed with their message', () => {
    const deleted = text(4, { deletedAt: '2026-11-21T10:00:00.000Z' });
    expect(ids(withMessage(withMessage(files, sent(5, file('c')), 'image'), deleted, 'image'))).toEqual(['c']);
  });
});
