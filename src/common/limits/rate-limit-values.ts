/** A rate limit: `[uses, seconds]`. `RATE_LIMIT_SCALE` multiplies the number of uses. */
export const rateLimits = {
  /** Any REST request, per account or address, all routes together; rejected tokens count for their address. */
  request: [600, 60],
  /** Per address. */
  register: [20, 3600],
  /** Per address. */
  login: [30, 60],
  /** Refused logouts of providers that the audit log keeps, per address. */
  logoutRefused: [60, 3600],
  /** Attempts to use a password link, per address. */
  resetPassword: [30, 60],
  /** Per account name, regardless of the client. */
  loginName: [10, 60],
  /** Confirmations by password, per account. */
  password: [10, 600],
  /** Requests for another address, per account: each mails an address that its owner did not give. */
  changeEmail: [5, 3600],
  /** Other user names, per account: each holds a name for a month. */
  changeUsername: [5, 86_400],
  /** Guest sign-ins, per address. */
  guest: [20, 3600],
  /** Requested codes and links, per e-mail address. */
  mailCode: [10, 3600],
  /** Addresses invited, per account: counted in the database, since each is a mail that its owner did not ask for. */
  invite: [100, 86_400],
  /** Links of invitations sent again, per invited address: each is a mail that its owner did not ask for. */
  resendInvitation: [3, 86_400],
  /** Created rooms, per account. */
  createRoom: [60, 3600],
  /** Wrong room codes and all tried room passwords, per account: without a limit six characters could be guessed. */
  joinFailure: [10, 3600],
  /** Wrong room codes, per address: a client could use many accounts. */
  roomCode: [100, 3600],
  /** Wrong room codes of all accounts together; above it operators are alerted. */
  roomCodeAlarm: [300, 600],
  /** Room passwords set or checked, per account, right or wrong: each costs a hash. */
  roomPassword: [20, 600],
  /** Messages by a hook: one a second, thirty at once. */
  hook: [30, 30],
  /** Messages of a bot in one room; above it a mute breaks the loop that it is in, or is. */
  botInRoom: [30, 60],
  /** Events that are sent by hand to the receiver of a subscription, per account. */
  subscriptionTest: [20, 600],
  /** Requests of an assistant, per token. */
  mcp: [120, 60],
  /** Wrong addresses of hooks, per address: none can be guessed, but programs that go on calling cost. */
  hookFailure: [20, 600],
  /** Searches of messages, per account: as many as a person types, and no more. */
  search: [60, 60],
  /** Exports of personal data, per account. */
  export: [3, 86_400],
  /** Pushes to try out a device, per account. */
  pushTest: [10, 3600],
  /** Pushes that a worker has shown, per address: it has no sign-in. */
  pushShown: [60, 60],
  /** Subscriptions that a worker renews, per address. */
  pushRenew: [60, 60],
  /** Uploads of files and pictures, per account. */
  upload: [120, 600],
  /** Files that were damaged or took too much time or memory, per account. */
  inspectionFailure: [10, 600],
  /** Files and parts of them fetched, per account: a page of pictures is many. */
  download: [3000, 60],
  /** Commands, per person over all sockets (see `CommandRates`). */
  command: [300, 10],
} as const satisfies Record<string, readonly [number, number]>;

/**
 * Lower limits for single commands, per person over all sockets: these cost more than others, or are rarely useful. REST
 * routes that do the same count too (`CountsAsCommand`).
 */
export const commandRateLimits = {
  sync: [30, 60],
  send_message: [100, 10],
  edit_message: [60, 60],
  typing: [50, 10],
  watch_presence: [60, 10],
  /** Each asks a service elsewhere. */
  run_command: [30, 60],
} as const satisfies Record<string, readonly [number, number]>;

export type RateLimitName = keyof typeof rateLimits;

/**
 * The limits that keep secrets from being guessed, accounts from being made and mails from being sent: without
 * Redis they are counted in the database, for all nodes together. The others are then counted by each node for itself.
 */
export const guardedRateLimits: ReadonlySet<string> = new Set<RateLimitName>([
  'register',
  'login',
  'logoutRefused',
  'resetPassword',
  'loginName',
  'password',
  'changeEmail',
  'changeUsername',
  'guest',
  'mailCode',
  'invite',
  'resendInvitation',
  'joinFailure',
  'roomCode',
  'roomCodeAlarm',
  'roomPassword',
]);
