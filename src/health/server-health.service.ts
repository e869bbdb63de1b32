import { Injectable } from '@nestjs/common';
import { mayManageServer } from '../shared/admin.policy.ts';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { VERSION } from '../common/version.ts';
import type { FailingMail } from '../mail/mail.repository.ts';
import { MailService } from '../mail/mail.service.ts';
import { BackupHealthService } from './backups/backup-health.service.ts';
import { FileHealthService } from './file-health.service.ts';
import { NodeRegistry, SILENT_SECONDS } from './node-registry.ts';
import { DependencyHealthService } from './dependency-health.service.ts';
import type { MailFailure, MailQueue, NodeHealth, ServerHealth } from './server-health.dto.ts';
import { truncateAddresses } from './truncate-addresses.ts';

const MAX_FAILURES = 20;

/** Collects the health of the server for administrators. */
@Injectable()
export class ServerHealthService {
  constructor(
    private readonly parts: DependencyHealthService,
    private readonly nodes: NodeRegistry,
    private readonly mails: MailService,
    private readonly files: FileHealthService,
    private readonly backups: BackupHealthService,
  ) {}

  async read(caller: Caller): Promise<ServerHealth> {
    if (!mayManageServer(caller.role)) throw new Problem('forbidden');
    const [parts, lastFailoverAt, filesPending, storageFree, nodes, mails, backups] = await Promise.all([
      this.parts.all(),
      this.parts.lastFailoverAt(),
      this.files.countPending(),
      this.files.freeBytes(),
      this.allNodes(),
      this.mailQueue(),
      this.backups.read(),
    ]);
    const files = { filesPending, storageFree };
    return { at: new Date().toISOString(), version: VERSION, parts, lastFailoverAt, ...files, nodes, mails, backups };
  }

  private async allNodes(): Promise<NodeHealth[]> {
    const rows = await this.nodes.all();
    return rows.map(({ silentFor, startedAt, seenAt, ...row }) => ({
      ...row,
      startedAt: startedAt.toISOString(),
      seenAt: seenAt.toISOString(),
      alive: silentFor < SILENT_SECONDS,
      own: row.id === this.nodes.ownId,
    }));
  }

  private async mailQueue(): Promise<MailQueue> {
    const [{ oldest, waiting, retrying, givenUp }, failing] = await Promise.all([
      this.mails.state(),
      this.mails.failing(MAX_FAILURES),
    ]);
    return { waiting, retrying, givenUp, oldestSeconds: oldest, failures: failing.map(failureView) };
  }
}

const failureView = (mail: FailingMail): MailFailure => ({
  id: mail.id,
  template: mail.template,
  recipient: truncateAddresses(mail.recipient),
  reason: truncateAddresses(mail.lastError),
  tries: mail.tries,
  createdAt: mail.createdAt.toISOString(),
  nextTryAt: mail.givenUp ? null : mail.dueAt.toISOString(),
});
