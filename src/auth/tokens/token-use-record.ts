import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Database } from '../../common/database/database.ts';
import { PersonalTokensRepository } from './personal-tokens.repository.ts';

/** Records in the audit log that an assistant uses a token: once a day (UTC) for each, and never what it asks. */
@Injectable()
export class TokenUseRecord {
  /** The tokens of `day` that this node knows to be recorded: without it, every request would ask the database. */
  private readonly recorded = new Set<string>();
  private day = '';

  constructor(
    private readonly tokens: PersonalTokensRepository,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  async noteMcp({ userId, sessionId, token }: Caller): Promise<void> {
    if (!token) return;
    const today = new Date().toISOString().slice(0, 10);
    if (today !== this.day) this.recorded.clear();
    this.day = today;
    if (this.recorded.has(sessionId)) return;
    await this.database.transaction(async (tx) => {
      if (!(await this.tokens.takeFirstMcpUse(tx, sessionId, today))) return;
      const detail = { name: token.name };
      await this.audit.record('mcp_used', { actorId: userId, targetId: userId, detail }, tx);
    });
    this.recorded.add(sessionId);
  }
}
