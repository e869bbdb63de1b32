import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { SectionSort } from './sections.dto.ts';

/** A section of a person's list of rooms. Which rooms are in it stands in their membership. */
@Entity('room_sections')
@Check('room_sections_sort_check', `sort IN ('recent', 'name', 'place')`)
export class RoomSectionEntity {
  @ForeignKey('PersonHeadEntity', { name: 'room_sections_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'room_sections_pkey' })
  userId: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'room_sections_pkey' })
  id: string;

  @Column('text')
  name: string;

  @Column('boolean')
  collapsed: boolean;

  @Column('text')
  sort: SectionSort;

  @Column('text')
  place: string;
}
