import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { Scope } from '../common/token-access.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { ReportDecisionsService } from './report-decisions.service.ts';
import { DecideReport, FindReports, OpenReports, OwnReport, Report, ReportMessage, ReportPage } from './reports.dto.ts';
import { ReportsService } from './reports.service.ts';

/** Reported messages. */
@ApiTags('reports')
@ApiBearerAuth()
@Controller()
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly decisions: ReportDecisionsService,
  ) {}

  /**
   * Reports a message, as it is now, to those who moderate the room and to the administrators; in a direct room or a group
   * conversation to these alone. Once per person.
   */
  @Post('messages/:id/reports')
  @ApiId('id')
  @Problems('message_not_found', 'message_deleted', 'forbidden', 'already_reported', 'too_many_reports')
  report(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() input: ReportMessage): Promise<OwnReport> {
    return this.reports.report(caller, id, input);
  }

  /** How many reports wait for the caller's decision; without any for those who decide nothing. */
  @Get('reports/open')
  open(@CurrentCaller() caller: Caller): Promise<OpenReports> {
    return this.reports.open(caller);
  }

  /** The reports of a room, for those who moderate it, the latest first. Those about the caller's messages are left out. */
  @Get('rooms/:id/reports')
  @ApiId('id')
  @Problems('room_not_found', 'forbidden')
  ofRoom(@CurrentCaller() caller: Caller, @Id('id') id: string, @Query() query: FindReports): Promise<ReportPage> {
    return this.reports.ofRoom(caller, id, query);
  }

  /** The reports of all rooms, for administrators, the latest first. Those about the caller's messages are left out. */
  @Get('admin/reports')
  @Scope('admin:read')
  @Problems('forbidden')
  ofServer(@CurrentCaller() caller: Caller, @Query() query: FindReports): Promise<ReportPage> {
    return this.reports.ofServer(caller, query);
  }

  /**
   * Decides about a reported message, for all open reports of it. Those who reported it and its author are told by
   * `notification`.
   */
  @Patch('reports/:id')
  @ApiId('id')
  @Problems('report_not_found', 'already_decided')
  decide(@CurrentCaller() caller: Caller, @Id('id') id: string, @Body() { decision }: DecideReport): Promise<Report> {
    return this.decisions.decide(caller, id, decision);
  }
}
