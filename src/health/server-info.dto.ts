/** The lengths that this server's owner may have changed; see the limits for all others. */
export class ServerLimits {
  messageBody: number;
  usernameMax: number;
  roomCode: number;
}

/** What a client must know before anybody has signed in. */
export class ServerInfo {
  version: string;
  registration: 'open' | 'invite' | 'closed';
  guestAccess: boolean;
  limits: ServerLimits;
  /** Whether files are looked at by a virus scanner; only administrators are told, null for all others. */
  virusScan: boolean | null;
  /** The web page that shows the mail caught on this machine; null when a real mail server is used. */
  mailboxUrl: string | null;
}
