import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import { Histogram } from '../load/histogram.ts';
import { startApp } from '../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../support/built-server.ts';
import { type Member, newGuest, newMember, newMembers } from '../support/member.ts';
import { attacks } from './attacks/attacks.ts';

const COLLEAGUE_COUNT = 10;
const SEND_INTERVAL_MS = 500;
const ATTACK_MS = 5_000;
const LATEST_ACK_MS = 30_000;

/** The heap of the Kubernetes manifest. */
const HEAP = { NODE_OPTIONS: '--max-old-space-size=768' };

/**
 * Each attack runs at its full rate while ten people talk. Figures are printed; what is asserted does not depend on the
 * machine: every message is acknowledged and stored once, nobody is cut, the process is the same afterwards.
 */
describe('ten people talk while an attacker', () => {
  let server: BuiltServer;
  let colleagues: Member[];
  let room: Room;
  const attackers = new Map<string, Attacker>();

  beforeAll(async () => {
    const app = await startApp();
    const ada = await newMember(app.url);
    const members = [ada, ...(await newMembers(app.url, COLLEAGUE_COUNT - 1))];
    room = await ada.must<Room>('POST', '/rooms', { name: 'Colleagues', kind: 'private' });
    for (const member of members.slice(1)) await member.must('POST', '/rooms/join', { code: room.code });
    for (const name of Object.keys(attacks)) {
      const attacker = await newGuest(app.url);
      const attackedRoom = await attacker.must<Room>('POST', '/rooms', { name: 'Attacked', kind: 'private' });
      attackers.set(name, { attacker, attackedRoom });
    }
    await app.close();
    server = await startBuiltServer(app.databaseUrl, undefined, {
      RATE_LIMIT_SCALE: '1',
      OVERLOAD_LAG: '400',
      ...HEAP,
    });
    colleagues = members.map((member) => member.sameSession(server.url));
    await Promise.all(colleagues.map((colleague) => colleague.goOnline()));
  }, 120_000);

  afterAll(async () => {
    for (const colleague of colleagues) colleague.goOffline();
    await server.stop('SIGTERM');
  });

  test.each(Object.keys(attacks))(
    'sends %s',
    async (name) => {
      const { child, ended } = startAttack(name, server.port, attackers.get(name) as Attacker);
      const acks = new Histogram();
      const sent = await Promise.all(colleagues.map((colleague) => talk(colleague, room, acks)));
      child.kill('SIGTERM');
      const answers = await ended;
      process.stdout.write(
        `${name}: acknowledged after p50 ${acks.quantile(0.5).toFixed(0)} ms, p99 ${acks.quantile(0.99).toFixed(0)} ms; ${answers}\n`,
      );
      expect(server.exitCode()).toBeNull();
      expect(answers).toMatch(/\d/); // the attack took place
      expect(colleagues.map(({ socket }) => socket?.connected)).toEqual(colleagues.map(() => true));
      const ids = sent.flat();
      expect(new Set(ids).size).toBe(COLLEAGUE_COUNT * (ATTACK_MS / SEND_INTERVAL_MS));
    },
    90_000,
  );
});

interface Attacker {
  attacker: Member;
  attackedRoom: Room;
}

function startAttack(name: string, port: number, { attacker, attackedRoom }: Attacker) {
  const script = join(import.meta.dirname, 'attacks/run-attack.ts');
  const child: ChildProcess = spawn(
    process.execPath,
    [script, name, String(port), attacker.token ?? '', attackedRoom.id],
    {
      env: { PATH: process.env.PATH ?? '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(output)));
  return { child, ended };
}

/** Sends a message each half second; returns the ids of those that were acknowledged. */
async function talk(colleague: Member, room: Room, acks: Histogram): Promise<string[]> {
  const sending: Promise<string>[] = [];
  for (let sent = 0; sent < ATTACK_MS / SEND_INTERVAL_MS; sent++) {
    const at = performance.now();
    const message = { roomId: room.id, clientId: crypto.randomUUID(), body: `still talking ${sent}` };
    const acknowledged = colleague.socket?.timeout(LATEST_ACK_MS).emitWithAck('send_message', message) as Promise<{
      ok: boolean;
      data: { id: string };
    }>;
    sending.push(
      acknowledged.then(({ ok, data }) => {
        acks.add(performance.now() - at);
        return ok ? data.id : 'refused';
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, SEND_INTERVAL_MS));
  }
  return Promise.all(sending);
}
