/** The measured scenarios. Connection i is in room ⌊i / members⌋; the first ten members of a room send, room after room in turn. */
export interface Scenario {
  name: string;
  title: string;
  kind: 'fan-out' | 'idle' | 'storm';
  rooms: number;
  /** People in each room, a connection each. */
  members: number;
}

export const SENDERS_PER_ROOM = 10;

export const scenarios: readonly Scenario[] = [
  { name: 'S1', title: '1 room of 100', kind: 'fan-out', rooms: 1, members: 100 },
  { name: 'S2', title: '100 rooms of 10', kind: 'fan-out', rooms: 100, members: 10 },
  { name: 'S3', title: '1 room of 1,000', kind: 'fan-out', rooms: 1, members: 1000 },
  { name: 'S4', title: '500 pairs', kind: 'fan-out', rooms: 500, members: 2 },
  { name: 'S5', title: '10,000 idle connections', kind: 'idle', rooms: 1000, members: 10 },
  { name: 'S6', title: '2,000 reconnect at once', kind: 'storm', rooms: 200, members: 10 },
];
