/** The lengths that the operator of this server may change; see the limits for all others. */
export class ServerLimits {
  messageBody: number;
  usernameMax: number;
  roomCode: number;
}

/** What a client needs to know before sign-in. */
export class ServerInfo {
  version: string;
  registration: 'open' | 'invite' | 'closed';
  guestAccess: boolean;
  limits: ServerLimits;
  /** Whether a virus scanner checks files; null for callers who are not administrators. */
  virusScan: boolean | null;
  /**
   * The web page that shows the mail caught on this machine; told to administrators and to who started the server, on that
   * machine. Null for all others, and when a real mail server is used.
   */
  mailboxUrl: string | null;
}
