import {
  ArrayMaxSize,
  ArrayMinSize,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { PageQuery } from '../../common/page.ts';
import { Text } from '../../common/validation/text.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import { limits } from '../../shared/limits.ts';
import { UserSummary } from '../../users/users.dto.ts';

export const INVITATION_STATES = ['open', 'accepted', 'expired', 'revoked'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

export const INVITED_ROLES = ['member', 'guest'] as const;
export type InvitedRole = (typeof INVITED_ROLES)[number];

export const USUAL_INVITATION_DAYS = 7;
const MAX_INVITATION_DAYS = 90;
const MAX_ADDRESSES = 100;
/** Longer than any address: each is checked by itself, and one that is none is refused by itself. */
const MAX_ADDRESS_LENGTH = 400;
const MAX_ROOMS = 50;
const MAX_USES = 1000;
/** Of those who came by a link that many may use, the newest. */
export const MAX_NAMED_ACCEPTANCES = 100;

class InvitationTerms {
  /** `guest`: without an account, with a name alone. */
  @OptionalNotNull()
  @IsIn(INVITED_ROLES)
  role?: InvitedRole = 'member';

  /** Rooms that those who come are added to: of the caller, who may invite to them. */
  @OptionalNotNull()
  @IsUUID(undefined, { each: true })
  @ArrayMaxSize(MAX_ROOMS)
  roomIds?: string[] = [];

  /** Days that the links work. */
  @OptionalNotNull()
  @IsInt()
  @Min(1)
  @Max(MAX_INVITATION_DAYS)
  expiresInDays?: number = USUAL_INVITATION_DAYS;
}

export class Invite extends InvitationTerms {
  /** @example ['ada@example.org'] */
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_ADDRESSES)
  @IsString({ each: true })
  @MaxLength(MAX_ADDRESS_LENGTH, { each: true })
  emails: string[];

  /** Words of the caller, for the mail; without an address of the web. */
  @OptionalNotNull()
  @Text(1, limits.invitationMessage, { lines: true })
  message?: string;
}

export class InviteByLink extends InvitationTerms {
  /** How many people may come by it; any number without it. */
  @OptionalNotNull()
  @IsInt()
  @Min(1)
  @Max(MAX_USES)
  uses?: number;
}

/** A room that an invitation leads into. */
export class InvitationRoom {
  id: string;
  name: string;
}

/** An invitation of an address, or by a link. */
export class Invitation {
  id: string;
  /**
   * Null for a link.
   * @example 'ada@example.org'
   */
  email: string | null;
  /** Whether anybody who has the link may use it. */
  link: boolean;
  role: InvitedRole;
  rooms: InvitationRoom[];
  /** Null when their account was deleted. */
  invitedBy: UserSummary | null;
  message: string | null;
  createdAt: string;
  expiresAt: string;
  /** Null for any number. */
  usesLeft: number | null;
  /** Those who came by it, newest first; a hundred at most. */
  acceptedBy: UserSummary[];
  state: InvitationState;
}

/** An invitation of an address that was mailed. */
export class MailedInvitation extends Invitation {
  /**
   * The link, once, for administrators: where mail does not arrive. Null for others, since it proves the address.
   * @example 'https://chat.example.org/invite/…'
   */
  url: string | null;
}

/** An invitation with its link, which is told once. */
export class InvitationWithLink {
  invitation: Invitation;
  /** @example 'https://chat.example.org/invite/…' */
  url: string;
}

/** An address that was not invited. */
export class RefusedAddress {
  email: string;
  /**
   * `already_member` is told to moderators and administrators, who see the addresses of accounts, and to others of their own
   * address. Otherwise such an address is invited like any other: it counts, is in the list and can be revoked, and its owner is mailed that they have an
   * account, without a link.
   */
  reason: 'already_member' | 'already_invited' | 'not_an_address' | 'domain_not_allowed';
}

export class Invitations {
  items: MailedInvitation[];
  refused: RefusedAddress[];
}

export class InvitationPage {
  items: Invitation[];
  next: string | null;
}

export class FindInvitations extends PageQuery {
  @IsOptional()
  @IsIn(INVITATION_STATES)
  state?: InvitationState;
}

/** The person who invites, to who follows the link. */
export class Inviter {
  displayName: string;
  avatarUrl: string | null;
}

/** A room, to who follows the link. */
export class InvitedRoomName {
  name: string;
}

/** What the page of an invitation shows before there is an account. */
export class InvitationPreview {
  /** Empty for "Parley". */
  serverName: string;
  invitedBy: Inviter;
  rooms: InvitedRoomName[];
  role: InvitedRole;
  /** The address that must be given; null for a link. */
  email: string | null;
  expiresAt: string;
}
