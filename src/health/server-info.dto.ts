import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { InviteBy } from '../shared/admin.policy.ts';
import type { EmojiBy } from '../shared/emoji.policy.ts';
import type { TokenMode } from '../shared/token-scopes.ts';
import type { PasswordSignIn } from '../common/settings/variables.ts';
import type { RegistrationMode } from '../common/settings/server-setting-values.ts';

/** The lengths that the operator of this server may change; see the limits for all others. */
export class ServerLimits {
  messageBody: number;
  usernameMax: number;
  roomCode: number;
  /** Bytes of a file. */
  file: number;
}

/** A provider of OpenID Connect that signs people in. */
export class SignInProvider {
  /** For `POST /auth/oidc/:provider/start`. */
  id: string;
  /**
   * For a button.
   * @example 'Keycloak'
   */
  name: string;
  /** A picture for the button; null: none so far. */
  icon: string | null;
}

/** The ways to sign in. */
export class SignInWays {
  /** Who may sign in by a password: everybody, administrators alone, or nobody. */
  password: PasswordSignIn;
  /** In the order of their buttons. */
  providers: SignInProvider[];
  /** Whether browsers keep passkeys for the address of this server. */
  passkeys: boolean;
  /** The only origin of pages on which passkeys of this server work; null where they work nowhere. */
  passkeyAddress: string | null;
}

/** Whether this server notifies people by the push services of their browsers. */
export class PushInfo {
  enabled: boolean;
  /** Why not: its operator has turned it off, or it has no address of https. */
  reason: 'off' | 'no_https' | null;
}

export class FindServer {
  /**
   * The origin of the page that asks.
   * @example 'https://chat.example.org'
   */
  @IsOptional()
  @IsString()
  @MaxLength(300)
  origin?: string;
}

/** What a client needs to know before sign-in. */
export class ServerInfo {
  version: string;
  /** Empty for "Parley". */
  name: string;
  logoUrl: string | null;
  /**
   * The colour of actions and links in the light theme; null for the client's own.
   * @example '#1d5d50'
   */
  accentColor: string | null;
  registration: RegistrationMode;
  /** The domains of mail that may register, with `domains`; empty otherwise. */
  registrationDomains: string[];
  guestAccess: boolean;
  /** From which role on people may invite others to the server. */
  inviteBy: InviteBy;
  /** From which role on people may add emoji to the server. */
  emojiBy: EmojiBy;
  limits: ServerLimits;
  signIn: SignInWays;
  /** Who may have personal tokens for programs. */
  tokens: TokenMode;
  /** Whether owners and moderators connect programs with their rooms; administrators do it anyway. */
  roomIntegrations: boolean;
  /** Whether assistants are answered at `/mcp`. */
  mcp: boolean;
  push: PushInfo;
  /** Whether members of a room can call each other. */
  calls: boolean;
  /** Whether a virus scanner checks files; null for callers who are not administrators. */
  virusScan: boolean | null;
  /**
   * The web page that shows the mail caught on this machine; told to administrators and to who started the server, on that
   * machine. Null for all others, and when a real mail server is used.
   */
  mailboxUrl: string | null;
  /** Whether mails are caught on the machine of the server instead of being sent. */
  mailCaught: boolean;
  /** Whether there is no administrator yet: the next account becomes one. */
  needsAdministrator: boolean;
  /** Where to open this server instead, if pages of the given origin may not use it; null when they may. */
  openAt: string | null;
  /**
   * The URLs to hand on to others; only for signed-in members. Without PUBLIC_URL those of this machine in its networks.
   */
  addresses: string[];
}
