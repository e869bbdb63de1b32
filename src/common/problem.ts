/**
 * The closed list of error codes. A code never changes its meaning; a client may switch on it. Each has an HTTP status,
 * and a title that is used when there is no specific detail.
 */
export const problems = {
  invalid_input: [400, 'The request is not valid'],
  malformed_body: [400, 'The body is not valid JSON'],
  invalid_token: [400, 'This link was used, replaced or has expired'],
  secret_in_message: [400, 'This is a token of yours: who reads it can act as you; write the message without it'],
  invalid_code: [400, 'This code is wrong or has expired'],
  unauthenticated: [401, 'Sign in first'],
  token_expired: [401, 'The access token has expired'],
  invalid_credentials: [401, 'The name or the password is wrong'],
  second_factor_required: [401, 'Give your second factor as well'],
  second_factor_setup_required: [401, 'Set up a second factor first: this server requires it of you'],
  invalid_second_factor: [401, 'This second factor is wrong or was used before'],
  refresh_reused: [401, 'This session was ended because its refresh token was used twice'],
  session_ended: [401, 'This session has ended'],
  forbidden: [403, 'You may not do this'],
  session_required: [403, 'This is closed to tokens; do it signed in'],
  insufficient_scope: [403, 'This token was made without the scope for this'],
  password_sign_in_off: [403, 'Passwords do not sign in here; use a provider or a passkey'],
  confirmation_required: [403, 'Confirm first that it is you'],
  password_required: [403, 'Give the password of your registration as well'],
  email_not_verified: [403, 'Confirm your e-mail address first'],
  xsrf_token_mismatch: [403, 'The XSRF token is missing or belongs to another session'],
  origin_not_allowed: [403, 'This origin is not allowed'],
  registration_closed: [403, 'Registration is closed'],
  email_domain_not_allowed: [403, 'Addresses of this domain cannot register here; use the one of your organisation'],
  guests_not_allowed: [403, 'Guests are not let in here'],
  banned: [403, 'You were banned from this room'],
  blocked: [403, 'This person cannot be reached'],
  muted: [403, 'You are muted in this room'],
  posting_restricted: [403, 'In this room only some roles may do this; its owners decide which'],
  wrong_room_password: [403, 'The room password is missing or wrong'],
  not_found: [404, 'There is nothing here'],
  not_available: [404, 'This is switched off on this server'],
  room_not_found: [404, 'There is no such room'],
  scheduled_not_found: [404, 'There is no such scheduled message; it may have been sent'],
  poll_not_found: [404, 'This message holds no poll'],
  message_not_found: [404, 'There is no such message'],
  attachment_not_found: [404, 'There is no such file'],
  export_not_ready: [404, 'Your data is not ready yet, or was not asked for'],
  invitation_not_found: [404, 'There is no such invitation that waits'],
  invitation_not_valid: [404, 'This invitation was used, replaced, revoked or has expired; ask for another one'],
  section_not_found: [404, 'You have no such section; it may have been removed'],
  user_not_found: [404, 'There is no such person'],
  report_not_found: [404, 'There is no such report'],
  group_not_found: [404, 'There is no such group'],
  emoji_not_found: [404, 'There is no such emoji'],
  unknown_command: [404, 'There is no such command'],
  method_not_allowed: [405, 'This method is not supported here'],
  command_name_taken: [409, 'Another command has this name, or one that looks like it'],
  email_taken: [409, 'Another account has this address'],
  username_taken: [409, 'This name is taken'],
  emoji_name_taken: [409, 'Another emoji has this name, or had it; names are never given anew'],
  too_many_emoji: [409, 'This server has as many emoji as fit'],
  client_id_reused: [409, 'This clientId was used for another message'],
  set_by_variable: [409, 'A variable of the server fixes this; its operator changes it'],
  cannot_leave_lobby: [409, 'Everybody stays in the Lobby'],
  cannot_leave_direct: [409, 'A direct room cannot be left'],
  last_way_in: [409, 'This server requires a second factor of you; replace it instead'],
  last_admin: [409, 'A server needs an administrator'],
  room_has_owner: [409, 'This room has an owner; owners give the role themselves'],
  last_owner: [409, 'A room needs an owner'],
  member_left: [409, 'This person has left the room; give them the code or a link, so that they can come back'],
  call_ended: [409, 'No call of this room is open any more; start another one'],
  peer_gone: [409, 'The account of this person was deleted or disabled; what was written stays readable'],
  cannot_change_lobby: [409, 'The Lobby stays as it is'],
  room_archived: [409, 'This room is archived'],
  too_many_reactions: [409, 'This message has as many different reactions as fit'],
  too_many_options: [409, 'This poll has as many options as fit'],
  poll_closed: [409, 'This poll is closed'],
  too_many_pins: [409, 'This room has as many pinned messages as fit'],
  too_many_sections: [409, 'You have as many sections as fit; remove one first'],
  conversation_full: [409, 'A group conversation has at most 12 people; make it a room to add more'],
  not_a_conversation: [409, 'Only a group conversation becomes a room'],
  group_full: [409, 'This group has as many people as fit; make another one'],
  already_reported: [409, 'You have reported this message before'],
  already_decided: [409, 'This was decided meanwhile'],
  too_many_reports: [409, 'As many of your reports wait for a decision as fit'],
  too_many_blocks: [409, 'You have blocked as many people as fit; unblock some first'],
  too_many_saved: [409, 'You have saved as many messages as fit; remove some first'],
  too_many_drafts: [409, 'You have as many drafts as fit; send or remove some first'],
  draft_conflict: [409, 'Another device has changed this draft meanwhile; `draft` is what stands there'],
  push_off: [409, 'This server sends no push notifications; its operator can turn them on'],
  too_many_devices: [409, 'You are notified on as many devices as fit; remove one first'],
  too_many_scheduled: [409, 'You have scheduled as many messages as fit; remove some first'],
  already_sending: [409, 'This message is being sent at this moment'],
  too_late: [409, 'The server could not send this for more than a day after its time; choose another one'],
  message_deleted: [409, 'This message was deleted'],
  no_replies: [409, 'This message has no replies yet, so there is no thread to resolve'],
  quota_exceeded: [409, 'You have as many files here as fit; delete some first'],
  body_too_large: [413, 'The body is too large'],
  file_too_large: [413, 'The file is too large'],
  range_not_satisfiable: [416, 'The file has no such part, or several were asked for'],
  file_type_mismatch: [422, 'The content of the file is not what its name or type says'],
  file_damaged: [422, 'The file is damaged or incomplete'],
  file_too_demanding: [422, 'The file takes more time or memory to look into than is allowed; send a smaller version'],
  file_infected: [422, 'The virus scanner found something in the file'],
  image_too_large: [422, 'The picture has too many pixels or frames'],
  audio_too_long: [422, 'The recording is too long'],
  archive_refused: [422, 'The archive holds more, or other things, than is let in'],
  too_many_requests: [429, 'Too many requests; wait a little'],
  slow_mode: [429, 'This room is in slow mode; wait until your next message'],
  internal_error: [500, 'Something went wrong on our side'],
  provider_unavailable: [503, 'This provider does not answer; try again, or sign in in another way'],
  unavailable: [503, 'The server cannot do this right now; try again'],
  storage_full: [507, 'The server has no room left for files'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof problems;

/** A field's name to the reasons why it was refused. */
export type FieldProblems = Record<string, string[]>;

/** By what a second factor can be given: a passkey, a code of the authenticator app, or a recovery code. */
export type SecondFactorMethod = 'passkey' | 'totp' | 'recovery';

/** By what a person can confirm that it is them; `provider`: by signing in anew at one that they have connected. */
export type ConfirmationMethod = 'password' | 'totp' | 'passkey' | 'provider';

/** A sign-in that waits for its second factor, or for one to be set up. */
export class SecondFactorChallenge {
  /** For `POST /auth/second-factor`, or `POST /auth/second-factor/setup`; for one success. */
  ticket: string;
  methods: SecondFactorMethod[];
  /** When the sign-in must begin anew. */
  expiresAt: string;
}

/** A draft that stands where another one was to be stored, or the tombstone of one: then without words, reply and files. */
export class ConflictingDraft {
  body: string;
  replyToId: string | null;
  attachmentIds: string[];
  /** What the next `baseVersion` has to be; 0 where nothing stands. */
  version: number;
  updatedAt: string | null;
}

/** What some problems tell beside the common fields. */
export interface ProblemExtension {
  secondFactor?: SecondFactorChallenge;
  methods?: ConfirmationMethod[];
  scope?: string;
  draft?: ConflictingDraft;
}

/** The error response of REST and socket: RFC 9457 `application/problem+json`. */
export class ProblemDetails {
  /** A URI naming the kind of problem: `urn:parley:problem:<code>`. */
  type: string;
  title: string;
  /** The HTTP status; refused commands use the same numbers. */
  status: number;
  /** A code of the closed list. */
  code: ProblemCode;
  /** What happened in this case, for people. */
  detail: string;
  /** Identifies this request in the server's log. */
  requestId: string;
  /** Present for `invalid_input`: each refused field with its reasons. */
  fields?: FieldProblems;
  /** Present for `second_factor_required` and `second_factor_setup_required`. */
  secondFactor?: SecondFactorChallenge;
  /**
   * Present for `confirmation_required`: what `POST /auth/confirm` takes from this person; for `provider`,
   * `POST /auth/oidc/:provider/start` with the purpose `confirm`.
   */
  methods?: ConfirmationMethod[];
  /** Present for `draft_conflict`. */
  draft?: ConflictingDraft;
  /** Present for `insufficient_scope`: what the token needs, by blanks; `WWW-Authenticate` says it as well. */
  scope?: string;
}

/** The only error class of the domain; a filter turns it into a REST response or a refused command. */
export class Problem extends Error {
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    detail?: string,
    readonly fields?: FieldProblems,
    /** Seconds after which the client may retry; sent as `Retry-After`. */
    readonly retryAfter?: number,
    readonly extension?: ProblemExtension,
  ) {
    super(detail ?? problems[code][1]);
    this.status = problems[code][0];
  }

  details(requestId: string): ProblemDetails {
    return {
      type: `urn:parley:problem:${this.code}`,
      title: problems[this.code][1],
      status: this.status,
      code: this.code,
      detail: this.message,
      requestId,
      ...(this.fields && { fields: this.fields }),
      ...this.extension,
    };
  }
}
