import type { FieldProblems, ProblemCode } from '../common/problem.ts';

/** Why a session has ended. */
export type SessionEnd =
  | 'logout'
  | 'revoked'
  | 'token_expired'
  | 'refresh_reused'
  | 'password_changed'
  | 'account_disabled'
  | 'account_deleted'
  | 'token_revoked'
  | 'idp_logout';

/** Why a command was refused. */
export class CommandError {
  code: ProblemCode;
  status: number;
  message: string;
  /** The same command may succeed later. */
  retryable: boolean;
  /** Seconds to wait before a repeat, if the server knows. */
  retryAfter?: number;
  /** Each refused field with the reasons. */
  fields?: FieldProblems;
}

/** `token_expiring`: send a fresh token by `reauthenticate` within 30 seconds. */
export class TokenExpiring {
  expiresAt: string;
}

/** `session_ended`: the server closes the socket next. */
export class SessionEnded {
  reason: SessionEnd;
}

/** `server_changed`: `GET /server` says what is new, as the name, the picture or the colour. */
export class ServerChanged {
  changedAt: string;
}

/** `server_draining`: the server closes the socket next. */
export class ServerDraining {
  /** Seconds to wait before reconnecting, different for each socket, so that clients do not reconnect all at once. */
  retryAfter: number;
}

/** `command_refused`: the refusal of a command that came without an acknowledgement callback. */
export class CommandRefused {
  command: string;
  error: CommandError;
}
