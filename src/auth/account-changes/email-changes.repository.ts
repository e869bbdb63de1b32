import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../../common/database/database.ts';
import { EmailChangeEntity, EmailUndoEntity } from './email-change.entity.ts';

/** New addresses that wait for their codes, and former ones that can be restored. */
@Injectable()
export class EmailChangesRepository {
  constructor(private readonly database: Database) {}

  async replace(tx: Tx, change: Omit<EmailChangeEntity, 'codeTries' | 'createdAt'>): Promise<void> {
    await tx.upsert(EmailChangeEntity, { ...change, codeTries: 0, createdAt: new Date() }, ['userId']);
  }

  /** Counts an attempt at the code. Undefined when nothing waits, the code has expired, or it was tried too often. */
  async tryCode(userId: string, maxTries: number): Promise<EmailChangeEntity | undefined> {
    const tried = await this.database.transaction((tx) =>
      returning<{ user_id: string }>(
        tx,
        `UPDATE email_changes SET code_tries = code_tries + 1
         WHERE user_id = $1 AND code_tries < $2 AND code_expires_at > now() RETURNING user_id`,
        [userId, maxTries],
      ),
    );
    return tried.length ? ((await this.waiting(userId)) ?? undefined) : undefined;
  }

  waiting(userId: string): Promise<EmailChangeEntity | null> {
    return this.database.source.manager.findOneBy(EmailChangeEntity, { userId });
  }

  /** Takes out a change, once. False when it was taken or replaced meanwhile. */
  async take(tx: Tx, { userId, codeHash }: EmailChangeEntity): Promise<boolean> {
    return (await tx.delete(EmailChangeEntity, { userId, codeHash })).affected === 1;
  }

  /** The former address that a link restores; it stays locked until the transaction ends. */
  lockUndo(tx: Tx, tokenHash: Buffer): Promise<EmailUndoEntity | null> {
    return tx.findOne(EmailUndoEntity, { where: { tokenHash }, lock: { mode: 'pessimistic_write' } });
  }

  undosOf(userId: string): Promise<EmailUndoEntity[]> {
    return this.database.source.manager.findBy(EmailUndoEntity, { userId });
  }

  async removeUndos(tx: Tx, userId: string): Promise<void> {
    await tx.delete(EmailUndoEntity, { userId });
  }

  async removeAll(tx: Tx, userId: string): Promise<void> {
    await tx.delete(EmailChangeEntity, { userId });
    await this.removeUndos(tx, userId);
  }
}
