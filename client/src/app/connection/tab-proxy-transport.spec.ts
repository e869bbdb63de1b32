import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TabProxyTransport } from './tab-proxy-transport.ts';
import { ACK_TIMEOUT_MS, type TabMessage, type TabMessageOf, type ConnectionStatus } from './transport.ts';

const connected: ConnectionStatus = { phase: 'connected', retryAt: null };
const status = (change: Partial<TabMessageOf<'status'>> = {}): TabMessage => ({
  type: 'status',
  term: 1,
  status: connected,
  connection: 1,
  sequence: 0,
  ...change,
});
const event = (sequence: number, term = 1): TabMessage => ({
  type: 'event',
  term,
  event: 'room_left',
  payload: sequence,
  sequence,
});

describe('the proxy of a tab that owns the connection', () => {
  let posted: TabMessage[];
  let phases: string[];
  let received: unknown[];
  let losses: number;
  let transport: TabProxyTransport;
  const lastRequestId = () => posted.findLast((each) => each.type === 'request')?.requestId ?? '';
  const hellos = () => posted.filter(({ type }) => type === 'hello').length;

  beforeEach(() => {
    vi.useFakeTimers();
    [posted, phases, received, losses] = [[], [], [], 0];
    transport = new TabProxyTransport(
      (each) => posted.push(each),
      { statusChanged: ({ phase }) => phases.push(phase), eventReceived: (_, payload) => received.push(payload) },
      () => losses++,
    );
  });
  afterEach(() => {
    transport.close();
    vi.useRealTimers();
  });

  it('is connected when the owner is, and receives the events from then on', () => {
    transport.receive(event(7));
    transport.receive(status({ sequence: 7 }));
    transport.receive(event(8));
    expect(phases).toEqual(['connecting', 'connected']);
    expect(received).toEqual([8]);
  });

  it('waits as long as the owner waits, and reminds it when the retry is due', () => {
    transport.receive(status({ status: { phase: 'waiting', retryAt: Date.now() + 5_000 }, connection: 0 }));
    expect(phases.at(-1)).toBe('waiting');
    const before = hellos();
    vi.advanceTimersByTime(5_500);
    expect(hellos()).toBe(before + 1);
  });

  it('does not hurry an owner that waits, unless the reader looks at the tab', () => {
    transport.receive(status({ status: { phase: 'waiting', retryAt: Date.now() + 60_000 }, connection: 0 }));
    vi.advanceTimersByTime(20_000);
    expect(posted.at(-1)).toEqual({ type: 'hello', retryNow: false });
    transport.receive(status({ status: { phase: 'waiting', retryAt: Date.now() + 40_000 }, connection: 0 }));
    transport.retryNow();
    expect(posted.at(-1)).toEqual({ type: 'hello', retryNow: true });
  });

  it('counts each connection as new, but not each status of the same one', () => {
    for (const connection of [1, 1, 2]) transport.receive(status({ connection }));
    transport.receive(status({ term: 2 }));
    expect(phases.filter((phase) => phase === 'connected')).toHaveLength(3);
  });

  it('ignores an owner that has lost the lock and does not know it yet', () => {
    transport.receive(status({ term: 2 }));
    transport.receive(event(1, 1));
    transport.receive(status({ term: 1, status: { phase: 'waiting', retryAt: 1 } }));
    expect(phases.at(-1)).toBe('connected');
    expect(received).toEqual([]);
  });

  it('reconnects when it has missed an event', () => {
    transport.receive(status());
    transport.receive(event(1));
    transport.receive(event(3));
    transport.receive(event(4));
    expect(phases.at(-1)).toBe('waiting');
    expect(received).toEqual([1]);
    transport.receive(status({ sequence: 4 }));
    expect(phases.at(-1)).toBe('waiting');
    vi.advanceTimersByTime(1_100);
    transport.receive(status({ sequence: 4 }));
    transport.receive(event(5));
    expect(phases.at(-1)).toBe('connected');
    expect(received).toEqual([1, 5]);
  });

  it('returns what the server answers, refusals too', async () => {
    transport.receive(status());
    const refusal = { ok: false, error: { code: 'muted', status: 403, message: '', retryable: false } } as const;
    const answer = transport.request('typing', {});
    transport.receive({ type: 'answer', term: 1, requestId: 'of another tab', ack: { ok: true, data: null } });
    transport.receive({ type: 'answer', term: 1, requestId: lastRequestId(), ack: refusal });
    expect(await answer).toEqual(refusal);
  });

  it('sends no request while it is not connected', async () => {
    await expect(transport.request('typing', {})).rejects.toMatchObject({ code: 'unreachable' });
    expect(lastRequestId()).toBe('');
  });

  it('does not wait for answers of a lost connection', async () => {
    transport.receive(status());
    const answer = expect(transport.request('typing', {})).rejects.toMatchObject({ code: 'unreachable' });
    transport.receive(status({ status: { phase: 'waiting', retryAt: Date.now() } }));
    await answer;
  });

  it('gives up when no answer comes although the owner is alive', async () => {
    transport.receive(status());
    const answer = expect(transport.request('typing', {})).rejects.toMatchObject({ code: 'unreachable' });
    for (let waited = 0; waited < ACK_TIMEOUT_MS; waited += 500) {
      vi.advanceTimersByTime(500);
      transport.receive(status());
    }
    await answer;
    expect(losses).toBe(0);
  });

  it('counts an owner as lost that answers neither request nor ping', () => {
    transport.receive(status());
    transport.request('typing', {}).catch(() => undefined);
    vi.advanceTimersByTime(3_900);
    expect(losses).toBe(0);
    vi.advanceTimersByTime(200);
    expect(losses).toBe(1);
  });

  it('pings an owner that has been quiet for long', () => {
    transport.receive(status());
    for (const sequence of [1, 2]) {
      vi.advanceTimersByTime(15_000);
      transport.receive(event(sequence));
    }
    const before = hellos();
    vi.advanceTimersByTime(20_000);
    expect(hellos()).toBe(before + 1);
    vi.advanceTimersByTime(2_000);
    expect(losses).toBe(1);
  });

  it('pings the owner when the reader looks at the tab', () => {
    transport.receive(status());
    transport.retryNow();
    transport.retryNow();
    vi.advanceTimersByTime(1_500);
    expect(losses).toBe(0);
    transport.receive(status());
    vi.advanceTimersByTime(10_000);
    expect(losses).toBe(0);
    transport.retryNow();
    vi.advanceTimersByTime(2_000);
    expect(losses).toBe(1);
    expect(phases).toEqual(['connecting', 'connected']);
  });
});
