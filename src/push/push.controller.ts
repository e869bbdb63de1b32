import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Post, Put, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { type Caller, CurrentCaller, Public } from '../common/caller.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { PushDevicesService } from './push-devices.service.ts';
import { PushLogService } from './push-log.service.ts';
import { PushTestsService } from './push-tests.service.ts';
import {
  FindPushes,
  MadePushDevice,
  PushDevice,
  PushDevicePage,
  PushKey,
  PushLog,
  PushShown,
  PushTest,
  PutPushDevice,
  RenewPushDevice,
} from './push.dto.ts';

/** Notifications by the push services of browsers (Web Push), while no page of Parley is open. */
@ApiTags('push')
@Controller('push')
export class PushController {
  constructor(
    private readonly devices: PushDevicesService,
    private readonly tests: PushTestsService,
    private readonly pushes: PushLogService,
    private readonly limits: RateLimits,
  ) {}

  /** With which key browsers subscribe. */
  @Get('key')
  @ApiBearerAuth()
  @Problems('forbidden')
  key(@CurrentCaller() caller: Caller): PushKey {
    return this.devices.key(caller);
  }

  /** The devices that the caller is notified on, newest first. */
  @Get('devices')
  @ApiOperation({ operationId: 'pushDevices' })
  @ApiBearerAuth()
  @Problems('forbidden')
  async list(@CurrentCaller() caller: Caller): Promise<PushDevicePage> {
    return { items: await this.devices.list(caller), next: null };
  }

  /** Makes the browser of the caller's session a device, by its subscription, or changes it. At most ten devices a person. */
  @Put('devices')
  @ApiOperation({ operationId: 'pushPutDevice' })
  @ApiBearerAuth()
  @Problems('forbidden', 'push_off', 'too_many_devices')
  put(@CurrentCaller() caller: Caller, @Body() input: PutPushDevice): Promise<MadePushDevice> {
    return this.devices.put(caller, input);
  }

  /** Ends the notifications of a device, at once. */
  @Delete('devices/:id')
  @ApiOperation({ operationId: 'pushRemoveDevice' })
  @ApiBearerAuth()
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('forbidden', 'not_found')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.devices.remove(caller, id);
  }

  /** Sends a notification to a device, whether or not the caller is online or wants quiet, and waits for the push service. */
  @Post('devices/:id/test')
  @ApiOperation({ operationId: 'pushTestDevice' })
  @ApiBearerAuth()
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('forbidden', 'not_found', 'push_off', 'too_many_requests')
  test(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<PushTest> {
    return this.tests.send(caller, id);
  }

  /** Tells that a notification was shown, by its token: for the service worker, which has no sign-in. A repeat changes nothing. */
  @Public()
  @Post('shown')
  @ApiOperation({ operationId: 'pushShown' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @Problems('not_found', 'too_many_requests')
  async shown(@Body() { token }: PushShown, @Req() { ip = '' }: Request): Promise<void> {
    await this.limits.take('pushShown', ip);
    await this.tests.shown(token);
  }

  /** Gives a device another subscription, by its secret: for the service worker, whose browser has renewed it. */
  @Public()
  @Post('renew')
  @ApiOperation({ operationId: 'pushRenew' })
  @HttpCode(HttpStatus.OK)
  @Problems('not_found', 'push_off', 'too_many_requests')
  async renew(@Body() input: RenewPushDevice, @Req() { ip = '' }: Request): Promise<PushDevice> {
    await this.limits.take('pushRenew', ip);
    return this.devices.renew(input);
  }

  /** Why messages of the last three days were or were not pushed to the caller's devices; without their words. */
  @Get('log')
  @ApiOperation({ operationId: 'pushLog' })
  @ApiBearerAuth()
  @Problems('forbidden')
  log(@CurrentCaller() caller: Caller, @Query() query: FindPushes): Promise<PushLog> {
    return this.pushes.find(caller, query);
  }
}
