import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Public } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { mayManagePeople } from '../../shared/admin.policy.ts';
import { InvitationQueryService } from './invitation-query.service.ts';
import {
  FindInvitations,
  InvitationPage,
  InvitationPreview,
  Invitations,
  InvitationWithLink,
  Invite,
  InviteByLink,
} from './invitations.dto.ts';
import { InvitationsService } from './invitations.service.ts';

@ApiTags('invitations')
@ApiBearerAuth()
@Controller('invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly query: InvitationQueryService,
  ) {}

  /**
   * Invites addresses to have an account, or to come as guests. Each is mailed a link, which works once and proves the
   * address: for administrators it is in the answer as well, once. For those whom `INVITE_BY` lets; a hundred addresses a day.
   * Members are not told which addresses have an account.
   */
  @Post()
  @Problems('forbidden', 'registration_closed', 'guests_not_allowed', 'room_not_found', 'muted')
  async invite(@CurrentCaller() caller: Caller, @Body() input: Invite): Promise<Invitations> {
    const { made, refused } = await this.invitations.invite(caller, input);
    const views = await this.query.views(made.map(({ row }) => row));
    const urlOf = (index: number) => (mayManagePeople(caller.role) && made[index]?.url) || null;
    return { items: views.map((view, index) => ({ ...view, url: urlOf(index) })), refused };
  }

  /**
   * Makes a link that anybody may use who has it. Who comes by it confirms an address of their own, or is a guest. For those
   * whom `INVITE_BY` lets.
   */
  @Post('links')
  @Problems('forbidden', 'registration_closed', 'guests_not_allowed', 'room_not_found', 'muted')
  async inviteByLink(@CurrentCaller() caller: Caller, @Body() input: InviteByLink): Promise<InvitationWithLink> {
    const { row, url } = await this.invitations.inviteByLink(caller, input);
    const [invitation] = await this.query.views([row]);
    return { invitation, url } as InvitationWithLink;
  }

  /** The caller's invitations, newest first; for administrators those of all. */
  @Get()
  @Problems('forbidden')
  list(@CurrentCaller() caller: Caller, @Query() query: FindInvitations): Promise<InvitationPage> {
    return this.query.list(caller, query);
  }

  /** Mails another link, valid for seven days; the former one ends. Three times a day for each address. */
  @Post(':id/resend')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('forbidden', 'registration_closed', 'guests_not_allowed', 'invitation_not_found')
  resend(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.invitations.resend(caller, id);
  }

  /** Revokes an invitation that was not accepted: its link no longer works. */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('forbidden', 'invitation_not_found')
  revoke(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.invitations.revoke(caller, id);
  }

  /** What an invitation is to. A link that is unknown, used up, expired or revoked has one answer. */
  @Get('lookup/:token')
  @Public()
  @ApiParam({ name: 'token' })
  @Problems('invitation_not_valid')
  lookup(@Param('token') token: string): Promise<InvitationPreview> {
    return this.query.preview(token);
  }
}
