import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../../common/token-access.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { EventTests } from './event-tests.service.ts';
import { FailedEventsService } from './failed-events.service.ts';
import { SubscriptionChanges } from './subscription-changes.service.ts';
import {
  ChangeSubscription,
  MadeSubscription,
  NewSubscription,
  Subscription,
  SubscriptionFailures,
  SubscriptionList,
  SubscriptionSecret,
  SubscriptionTest,
} from './subscriptions.dto.ts';
import { SubscriptionsService } from './subscriptions.service.ts';

/**
 * Outgoing webhooks: addresses of other servers that are told what happens in rooms. For owners of the rooms, and for
 * administrators who are in them. Who decides where messages go reads them: a token needs that scope as well.
 */
@ApiTags('integrations')
@ApiBearerAuth()
@Controller('subscriptions')
export class SubscriptionsController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly changes: SubscriptionChanges,
    private readonly tests: EventTests,
    private readonly failed: FailedEventsService,
  ) {}

  /** The subscriptions of the caller and of rooms whose events they may have sent away; to administrators those of everybody. */
  @Get()
  @Scope('hooks:manage', HEEDS_ROOMS)
  async list(@CurrentCaller() caller: Caller): Promise<SubscriptionList> {
    return { items: await this.subscriptions.list(caller) };
  }

  /** Makes a subscription, at most fifty on a server. The secret is told here only. */
  @Post()
  @Scope('hooks:manage', 'messages:read', HEEDS_ROOMS)
  @Problems('room_not_found', 'not_found', 'forbidden')
  make(@CurrentCaller() caller: Caller, @Body() input: NewSubscription): Promise<MadeSubscription> {
    return this.subscriptions.make(caller, input);
  }

  /** Changes a subscription. Who has made it, and administrators, may also switch it off where the rooms are not theirs. */
  @Patch(':id')
  @Scope('hooks:manage', 'messages:read', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('not_found', 'forbidden', 'room_not_found')
  change(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Body() input: ChangeSubscription,
  ): Promise<Subscription> {
    return this.changes.apply(caller, id, input);
  }

  /** Deletes a subscription: what waits for its receiver is not sent. Its bot stays. */
  @Delete(':id')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.subscriptions.remove(caller, id);
  }

  /** Makes a new secret; the one before signs as well for another 24 hours. */
  @Post(':id/rotate')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  async rotate(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<SubscriptionSecret> {
    return { secret: await this.changes.rotate(caller, id) };
  }

  /** Sends a `ping` to the receiver, and tells how it was answered. */
  @Post(':id/test')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  test(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<SubscriptionTest> {
    return this.tests.ping(caller, id);
  }

  /** The events that the receiver has refused within seven days, by ids. */
  @Get(':id/failures')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @ApiId('id')
  @Problems('not_found', 'forbidden')
  async failures(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<SubscriptionFailures> {
    return { items: await this.failed.list(caller, id) };
  }

  /** Sends a refused event again, as what it is about is now. One that is taken leaves the list. */
  @Post(':id/failures/:eventId/send-again')
  @Scope('hooks:manage', HEEDS_ROOMS)
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('not_found', 'forbidden', 'message_not_found', 'room_not_found')
  sendAgain(
    @CurrentCaller() caller: Caller,
    @Id('id') id: string,
    @Param('eventId') eventId: string,
  ): Promise<SubscriptionTest> {
    return this.failed.sendAgain(caller, id, eventId);
  }
}
