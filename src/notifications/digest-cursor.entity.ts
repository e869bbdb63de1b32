import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: of what was said until then, everybody who missed it has been written to. */
@Entity('digest_cursor')
export class DigestCursorEntity {
  @PrimaryColumn('integer')
  id: number;

  @Column('timestamptz')
  reached: Date;
}
