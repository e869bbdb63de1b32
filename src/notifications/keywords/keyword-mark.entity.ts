import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Up to which message of a room keywords were looked for. */
@Entity('keyword_marks')
export class KeywordMarkEntity {
  @PrimaryColumn('uuid', { name: 'room_id' })
  roomId: string;

  @Column('bigint')
  seq: number;
}
