import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Config } from '../common/config.ts';
import { Problem } from '../common/problem.ts';
import { summaryOf } from '../users/user.view.ts';
import { UsersService } from '../users/users.service.ts';
import { CALL_MS, meetingClaims, meetingName, meetingUrl, type Participant } from './calls.policy.ts';
import type { OpenCall } from './calls.repository.ts';

/** Makes the links to the meetings in which calls are held: for each person another one, where they are let in by name. */
@Injectable()
export class MeetingLinks {
  private readonly key: Buffer;

  constructor(
    private readonly config: Config,
    private readonly users: UsersService,
    private readonly jwt: JwtService,
  ) {
    this.key = config.key('calls');
  }

  /** @throws Problem `not_available` on a server without calls */
  assertAvailable(): void {
    if (!this.config.calls) throw new Problem('not_available');
  }

  async of({ roomId, startedAt }: OpenCall, userId: string, isModerator: boolean): Promise<string> {
    const { calls } = this.config;
    if (!calls) throw new Problem('not_available');
    const meeting = meetingName(this.key, roomId, startedAt);
    if (!calls.jwt) return meetingUrl(calls.url, meeting, null);
    const { app, secret } = calls.jwt;
    const claims = meetingClaims(app, meeting, await this.participant(userId, isModerator));
    const token = this.jwt.sign(claims, { secret, algorithm: 'HS256', expiresIn: CALL_MS / 1_000 });
    return meetingUrl(calls.url, meeting, token);
  }

  private async participant(userId: string, isModerator: boolean): Promise<Participant> {
    const { displayName, username, ambiguousName, avatarUrl } = summaryOf(await this.users.get(userId));
    return {
      displayName: ambiguousName ? `${displayName} (@${username})` : displayName,
      avatarUrl: avatarUrl && `${this.config.linkUrl}${avatarUrl}`,
      isModerator,
    };
  }
}
