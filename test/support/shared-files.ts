import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import type { Attachment, Message } from '../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from './app.ts';
import { uploaded } from './files.ts';
import { type Member, newMembers } from './member.ts';

export const text = { name: 'plan.txt', type: 'text/plain', bytes: Buffer.from('0123456789') };

/** An address without its signature. */
export const withoutSignature = (url: string | null) => (url ?? '').split('?', 1).join();

/** Ada and Bob, with a new room for each test. */
export class SharedFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'parley-uploads-'));
  app: TestApp;
  ada: Member;
  bob: Member;
  room: Room;

  /** Call it in a `describe`: they are there for its tests. */
  constructor() {
    beforeAll(async () => {
      this.app = await startApp({ settings: { UPLOAD_FOLDER: this.folder } });
      [this.ada, this.bob] = (await newMembers(this.app.url, 2)) as [Member, Member];
    });
    beforeEach(async () => {
      this.room = await this.ada.must<Room>('POST', '/rooms', { name: 'Files', kind: 'private' });
      await this.bob.must('POST', '/rooms/join', { code: this.room.code });
    });
    afterAll(async () => {
      await this.app.close();
      rmSync(this.folder, { recursive: true });
    });
  }

  sendWith(by: Member, attachmentIds: string[], body = '', clientId: string = randomUUID()) {
    return by.ask<Message>('POST', `/rooms/${this.room.id}/messages`, { clientId, body, attachmentIds });
  }

  /** A file of Ada's in the room, with a URL signed for Bob. */
  async shared(file: Parameters<typeof uploaded>[1] = text) {
    const { id } = await uploaded(this.ada, file);
    const { body: message } = await this.sendWith(this.ada, [id]);
    const seen = await this.bob.must<Message>('GET', `/messages/${message.id}`);
    const [attachment] = seen.attachments as [Attachment];
    return { message, attachment, url: attachment.url ?? '' };
  }
}
