import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A single row: all digest mails for messages until this time are written. */
@Entity('digest_cursor')
export class DigestCursorEntity {
  @PrimaryColumn('integer')
  id: number;

  @Column('timestamptz')
  reached: Date;
}
