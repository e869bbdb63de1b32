import { Injectable } from '@nestjs/common';
import { AccountDataReader } from '../auth/account-changes/account-data-reader.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { OwnItemsReader } from './own-items-reader.ts';

const MESSAGES_PER_PART = 1_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Reads everything the server stores about a person. */
@Injectable()
export class ExportContentReader {
  constructor(
    private readonly accounts: AccountDataReader,
    private readonly rooms: RoomsRepository,
    private readonly timeline: TimelineRepository,
    private readonly items: OwnItemsReader,
  ) {}

  /** Parts of a JSON document, at most 1,000 messages each. */
  async *of(userId: string): AsyncGenerator<string> {
    const head = {
      exportedAt: new Date().toISOString(),
      ...(await this.accounts.of(userId)),
      rooms: (await this.rooms.roomsOf(userId)).map((room) => ({ ...room, lastMessage: undefined })),
      ...(await this.items.of(userId)),
    };
    yield `${JSON.stringify(head).slice(0, -1)},"messages":[`;
    for (let last = FIRST_ID, separator = ''; ; separator = ',\n') {
      const messages = await this.timeline.byAuthor(userId, last, MESSAGES_PER_PART);
      if (!messages.length) break;
      yield separator + messages.map((message) => JSON.stringify(message)).join(',\n');
      last = messages.at(-1)?.id ?? last;
    }
    yield ']}\n';
  }
}
