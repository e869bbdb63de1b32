import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '../../src/operations/manifest.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from './app.ts';
import { postFile, uploaded } from './files.ts';
import { png } from './generated-files/files.ts';
import { type Member, newMember } from './member.ts';
import { SimulatedClient } from './simulated-client.ts';

/** What CSV and COPY would spoil if it were not escaped. */
export const BODY = 'a line,\n"quoted" \\N \\. ünï 🎉\ttab';

/** A folder for backups. */
export class BackupFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'parley-backup-'));

  constructor() {
    chmodSync(this.path, 0o711); // PostgreSQL, which never runs as root, gets a folder in here
  }

  pathOf(name: string): string {
    return join(this.path, name);
  }

  /** Of a backup in this folder. */
  manifestOf(name: string): Manifest {
    return JSON.parse(readFileSync(join(this.pathOf(name), 'manifest.json'), 'utf8')) as Manifest;
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** A server with two members of a private room, messages, a file and a picture of the server. */
export interface CompanyToBackUp {
  app: TestApp;
  /** The administrator. */
  ada: Member;
  bob: Member;
  room: Room;
  /** Of Ada. */
  device: SimulatedClient;
  attachmentId: string;
  fileBytes: Buffer;
  close(): Promise<void>;
}

export async function startCompanyToBackUp(settings: Record<string, string>): Promise<CompanyToBackUp> {
  const app = await startApp({ settings });
  const ada = await newMember(app.url); // the first account is the administrator
  const bob = await newMember(app.url);
  const room = await ada.must<Room>('POST', '/rooms', { name: 'Kept', kind: 'private' });
  await bob.must('POST', '/rooms/join', { code: room.code });
  const device = new SimulatedClient(ada);
  await device.goOnline();
  await bob.goOnline();
  const first = await bob.send(room, BODY);
  const answer = { clientId: crypto.randomUUID(), body: 'an answer', replyToId: first.id };
  await bob.command('send_message', { roomId: room.id, ...answer });
  const fileBytes = Buffer.from('the plan, as it was');
  const { id: attachmentId } = await uploaded(ada, { name: 'plan.txt', type: 'text/plain', bytes: fileBytes });
  const message = { clientId: crypto.randomUUID(), body: '', attachmentIds: [attachmentId] };
  await ada.must('POST', `/rooms/${room.id}/messages`, message);
  await ada.must('PUT', `/messages/${first.id}/saved`, { note: 'kept' });
  await postFile(ada, 'PUT', '/admin/settings/logo', { name: 'logo.png', type: 'image/png', bytes: await png() });
  const close = async () => {
    device.goOffline();
    bob.goOffline();
    await app.close();
  };
  return { app, ada, bob, room, device, attachmentId, fileBytes, close };
}
