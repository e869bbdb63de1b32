import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TabProxyTransport } from './tab-proxy-transport.ts';
import { ACK_TIMEOUT_MS, type TabMessage, type TabMessageOf, type ConnectionStatus } from './transport.ts';

const connected: ConnectionStatus = { phase: 'connected', retryAt: null };
const standing = (change: Partial<TabMessageOf<'standing'>> = {}): TabMessage => ({
  says: 'standing',
  reign: 1,
  standing: connected,
  connection: 1,
  told: 0,
  ...change,
});
const event = (told: number, reign = 1): TabMessage => ({
  says: 'event',
  reign,
  event: 'room_left',
  payload: told,
  told,
});

describe('a borrowed line', () => {
  let said: TabMessage[];
  let phases: string[];
  let heard: unknown[];
  let silences: number;
  let line: TabProxyTransport;
  const lastAsk = () => said.findLast((each) => each.says === 'ask')?.ask ?? '';
  const hellos = () => said.filter(({ says }) => says === 'hello').length;

  beforeEach(() => {
    vi.useFakeTimers();
    [said, phases, heard, silences] = [[], [], [], 0];
    line = new TabProxyTransport(
      (each) => said.push(each),
      { statusChanged: ({ phase }) => phases.push(phase), eventReceived: (_, payload) => heard.push(payload) },
      () => silences++,
    );
  });
  afterEach(() => {
    line.close();
    vi.useRealTimers();
  });

  it('is connected when the holder is, and hears what comes from then on', () => {
    line.receive(event(7));
    line.receive(standing({ told: 7 }));
    line.receive(event(8));
    expect(phases).toEqual(['connecting', 'connected']);
    expect(heard).toEqual([8]);
  });

  it('waits as the holder waits, and reminds it when the time has come', () => {
    line.receive(standing({ standing: { phase: 'waiting', retryAt: Date.now() + 5_000 }, connection: 0 }));
    expect(phases.at(-1)).toBe('waiting');
    const before = hellos();
    vi.advanceTimersByTime(5_500);
    expect(hellos()).toBe(before + 1);
  });

  it('leaves a holder that waits in peace, unless somebody looks', () => {
    line.receive(standing({ standing: { phase: 'waiting', retryAt: Date.now() + 60_000 }, connection: 0 }));
    vi.advanceTimersByTime(20_000);
    expect(said.at(-1)).toEqual({ says: 'hello', hurry: false });
    line.receive(standing({ standing: { phase: 'waiting', retryAt: Date.now() + 40_000 }, connection: 0 }));
    line.retryNow();
    expect(said.at(-1)).toEqual({ says: 'hello', hurry: true });
  });

  it('begins anew with each connection, not with each word about the same one', () => {
    for (const connection of [1, 1, 2]) line.receive(standing({ connection }));
    line.receive(standing({ reign: 2 }));
    expect(phases.filter((phase) => phase === 'connected')).toHaveLength(3);
  });

  it('passes over a holder that was robbed and does not know it yet', () => {
    line.receive(standing({ reign: 2 }));
    line.receive(event(1, 1));
    line.receive(standing({ reign: 1, standing: { phase: 'waiting', retryAt: 1 } }));
    expect(phases.at(-1)).toBe('connected');
    expect(heard).toEqual([]);
  });

  it('catches up when it has missed something', () => {
    line.receive(standing());
    line.receive(event(1));
    line.receive(event(3));
    line.receive(event(4));
    expect(phases.at(-1)).toBe('waiting');
    expect(heard).toEqual([1]);
    line.receive(standing({ told: 4 }));
    expect(phases.at(-1)).toBe('waiting');
    vi.advanceTimersByTime(1_100);
    line.receive(standing({ told: 4 }));
    line.receive(event(5));
    expect(phases.at(-1)).toBe('connected');
    expect(heard).toEqual([1, 5]);
  });

  it('brings back what the server answers, refusals too', async () => {
    line.receive(standing());
    const refusal = { ok: false, error: { code: 'muted', status: 403, message: '', retryable: false } } as const;
    const asked = line.request('typing', {});
    line.receive({ says: 'answer', reign: 1, ask: 'of another tab', ack: { ok: true, data: null } });
    line.receive({ says: 'answer', reign: 1, ask: lastAsk(), ack: refusal });
    expect(await asked).toEqual(refusal);
  });

  it('asks nobody while it is not connected', async () => {
    await expect(line.request('typing', {})).rejects.toMatchObject({ code: 'unreachable' });
    expect(lastAsk()).toBe('');
  });

  it('does not wait for answers of a connection that is lost', async () => {
    line.receive(standing());
    const asked = expect(line.request('typing', {})).rejects.toMatchObject({ code: 'unreachable' });
    line.receive(standing({ standing: { phase: 'waiting', retryAt: Date.now() } }));
    await asked;
  });

  it('gives up when no answer comes, though the holder is there', async () => {
    line.receive(standing());
    const asked = expect(line.request('typing', {})).rejects.toMatchObject({ code: 'unreachable' });
    for (let waited = 0; waited < ACK_TIMEOUT_MS; waited += 500) {
      vi.advanceTimersByTime(500);
      line.receive(standing());
    }
    await asked;
    expect(silences).toBe(0);
  });

  it('takes a holder for gone that answers neither command nor knock', () => {
    line.receive(standing());
    line.request('typing', {}).catch(() => undefined);
    vi.advanceTimersByTime(3_900);
    expect(silences).toBe(0);
    vi.advanceTimersByTime(200);
    expect(silences).toBe(1);
  });

  it('looks after a holder of which it has not heard for long', () => {
    line.receive(standing());
    for (const told of [1, 2]) {
      vi.advanceTimersByTime(15_000);
      line.receive(event(told));
    }
    const before = hellos();
    vi.advanceTimersByTime(20_000);
    expect(hellos()).toBe(before + 1);
    vi.advanceTimersByTime(2_000);
    expect(silences).toBe(1);
  });

  it('looks after the holder when somebody looks at the tab', () => {
    line.receive(standing());
    line.retryNow();
    line.retryNow();
    vi.advanceTimersByTime(1_500);
    expect(silences).toBe(0);
    line.receive(standing());
    vi.advanceTimersByTime(10_000);
    expect(silences).toBe(0);
    line.retryNow();
    vi.advanceTimersByTime(2_000);
    expect(silences).toBe(1);
    expect(phases).toEqual(['connecting', 'connected']);
  });
});
