import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: for messages until this time all digest mails are written. */
@Entity('digest_cursor')
export class DigestCursorEntity {
  @PrimaryColumn('integer')
  id: number;

  @Column('timestamptz')
  reached: Date;
}
