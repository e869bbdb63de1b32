import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Config } from '../../common/config.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Variables } from '../../common/settings/variables.ts';

/** Advisory lock: when several nodes start together, a single one records the change. */
const POLICY_LOCK_KEY = 7_265_541;
/** The variables that say how people sign in. */
const POLICIES = ['SECOND_FACTOR', 'PASSWORD_SIGN_IN', 'TOKENS'] as const;
type Policies = Record<(typeof POLICIES)[number], string>;

const policiesIn = (values: Policies): Policies =>
  Object.fromEntries(POLICIES.map((name) => [name, values[name]])) as Policies;

/**
 * Records in the audit log that this server was started with other rules for signing in than before, or than the defaults.
 * The last entry says what the rules were. Commands, which do no jobs, record nothing.
 */
@Injectable()
export class PolicyRecord implements OnApplicationBootstrap {
  private readonly logger = new Logger(PolicyRecord.name);

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /** A database that is away or behind keeps no process from starting; the next start records what differs. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.env.JOBS) return;
    try {
      await this.database.transaction((tx) => this.record(tx));
    } catch (error) {
      this.logger.warn(`Whether the rules for signing in have changed is not recorded: ${String(error)}`);
    }
  }

  private async record(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock($1)`, [POLICY_LOCK_KEY]);
    const [last] = await tx.query<{ detail: Partial<Policies> }[]>(
      `SELECT detail FROM audit_log WHERE action = 'policy_changed' ORDER BY id DESC LIMIT 1`,
    );
    const before = { ...policiesIn(new Variables()), ...last?.detail };
    const now = policiesIn(this.config.env);
    if (POLICIES.some((name) => before[name] !== now[name]))
      await this.audit.record('policy_changed', { detail: now }, tx);
  }
}
