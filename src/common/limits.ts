/**
 * Every size and length that both sides of the wire must agree on; the only file the client imports values from.
 * The three that an operator may change (see `config.ts`) are set once, at start, before anything is validated.
 */
export const limits = {
  /** Characters (code points), as all lengths below. */
  usernameMin: 3,
  usernameMax: 20,
  displayName: 50,
  bio: 500,
  statusText: 100,
  passwordMin: 8,
  passwordMax: 128,
  /** RFC 5321, 4.5.3.1.3: a path is at most 256 octets, brackets included. */
  email: 254,
  messageBody: 4000,
  roomName: 80,
  topic: 250,
  roomCode: 6,
  /** Characters of a quoted message shown above its reply. */
  excerpt: 140,
  attachmentsPerMessage: 10,
  /** In a room with more members than this, read receipts are a number, not names. */
  namedReaders: 200,
  /** Rows in one answer. */
  pageSize: 100,
  /** Changed messages in one answer of `changes` and per room in `sync`. */
  changesPerAnswer: 200,
  /** Further behind than this, a client is told to start over (`reset`) instead of replaying. */
  changesBeforeReset: 1000,
  /** Rooms for which one `sync` may ask changes. */
  roomsPerSync: 500,
  /** People whose presence one socket may watch. */
  watchedPeople: 500,
  /** Bytes of one socket packet and of one JSON body. */
  socketPacket: 64 * 1024,
  jsonBody: 1024 * 1024,
};
