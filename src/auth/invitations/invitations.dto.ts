import { ArrayMaxSize, ArrayMinSize, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { PageQuery } from '../../common/page.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import { UserSummary } from '../../users/users.dto.ts';

export const INVITATION_STATES = ['open', 'accepted', 'expired', 'revoked'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

export const USUAL_INVITATION_DAYS = 7;
const MAX_INVITATION_DAYS = 90;
const MAX_ADDRESSES = 100;
/** Longer than any address: each is checked by itself, and one that is none is refused by itself. */
const MAX_ADDRESS_LENGTH = 400;

export class Invite {
  /** @example ['ada@example.org'] */
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_ADDRESSES)
  @IsString({ each: true })
  @MaxLength(MAX_ADDRESS_LENGTH, { each: true })
  emails: string[];

  /** Days that the links work. */
  @OptionalNotNull()
  @IsInt()
  @Min(1)
  @Max(MAX_INVITATION_DAYS)
  expiresInDays?: number = USUAL_INVITATION_DAYS;
}

/** An invitation of an address to have an account. */
export class Invitation {
  id: string;
  /** @example 'ada@example.org' */
  email: string;
  state: InvitationState;
  invitedBy: UserSummary | null;
  createdAt: string;
  expiresAt: string;
  /** The account that came of it. */
  acceptedBy: UserSummary | null;
}

/** An invitation with its link, which is told once. */
export class InvitationWithLink extends Invitation {
  /** @example 'https://chat.example.org/invite/…' */
  url: string;
}

/** An address that was not invited. */
export class RefusedAddress {
  email: string;
  reason: 'already_member' | 'already_invited' | 'not_an_address';
}

export class Invitations {
  items: InvitationWithLink[];
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

/** What the page of an invitation shows before there is an account. */
export class InvitationPreview {
  /** Empty for "Parley". */
  serverName: string;
  invitedBy: Inviter;
  /** The address that must be given. */
  email: string;
  expiresAt: string;
}
