import { Injectable } from '@nestjs/common';
import type { Tx } from '../common/database/database.ts';
import type { FoundGroups } from './group-mentions.view.ts';
import { groupsCalled } from './writing/message-writer.repository.ts';

/** The groups that an edited text may mention; `MessageWriterRepository` looks them up for a new one. */
@Injectable()
export class GroupMentionsRepository {
  /** @param names handles in lower case */
  async find(tx: Tx, roomId: string, names: string[]): Promise<FoundGroups | null> {
    const [row] = await tx.query<[{ groups: FoundGroups | null }]>(
      `SELECT (${groupsCalled('$2::text[]', '$1::uuid')}) AS groups`,
      [roomId, names],
    );
    return row.groups;
  }
}
