import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Public } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { InvitationQueryService } from './invitation-query.service.ts';
import {
  FindInvitations,
  InvitationPage,
  InvitationPreview,
  Invitations,
  InvitationWithLink,
  Invite,
} from './invitations.dto.ts';
import { InvitationsService, type MadeInvitation } from './invitations.service.ts';

@ApiTags('invitations')
@ApiBearerAuth()
@Controller('invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly query: InvitationQueryService,
  ) {}

  /**
   * Invites addresses to have an account, whatever registration is set to. Each is mailed a link, which is in the answer
   * as well, once. For administrators.
   */
  @Post()
  @Problems('forbidden')
  async invite(@CurrentCaller() caller: Caller, @Body() input: Invite): Promise<Invitations> {
    const { made, refused } = await this.invitations.invite(caller, input);
    return { items: await this.withLinks(made), refused };
  }

  /** Invitations, newest first. For administrators. */
  @Get()
  @Problems('forbidden')
  list(@CurrentCaller() caller: Caller, @Query() query: FindInvitations): Promise<InvitationPage> {
    return this.query.list(caller, query);
  }

  /** Mails another link, valid for seven days; the former one ends. */
  @Post(':id/resend')
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('forbidden', 'invitation_not_found')
  async resend(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<InvitationWithLink> {
    const made = await this.invitations.resend(caller, id);
    const [view] = await this.query.views([made.row]);
    return { ...view, url: made.url } as InvitationWithLink;
  }

  /** Revokes an invitation that was not accepted: its link no longer works. */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('forbidden', 'invitation_not_found')
  revoke(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.invitations.revoke(caller, id);
  }

  /** What an invitation is to. A link that is unknown, used, expired or revoked has one answer. */
  @Get('lookup/:token')
  @Public()
  @ApiParam({ name: 'token' })
  @Problems('invitation_not_valid')
  lookup(@Param('token') token: string): Promise<InvitationPreview> {
    return this.query.preview(token);
  }

  private async withLinks(made: MadeInvitation[]): Promise<InvitationWithLink[]> {
    const views = await this.query.views(made.map(({ row }) => row));
    return views.map((view, index) => ({ ...view, url: made[index]?.url ?? '' }));
  }
}
