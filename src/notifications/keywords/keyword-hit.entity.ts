import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message that holds a keyword of a person and does not mention them. Counts as a mention while it is unread. */
@Entity('keyword_hits')
export class KeywordHitEntity {
  @PrimaryColumn('uuid', { name: 'room_id' })
  roomId: string;

  @Index('keyword_hits_user')
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('bigint')
  seq: number;

  @Column('uuid', { name: 'message_id' })
  messageId: string;

  @Column('timestamptz', { name: 'found_at', default: () => 'now()' })
  foundAt: Date;
}
