import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A room that an invitation leads into. */
@Entity('invitation_rooms')
export class InvitationRoomEntity {
  @ForeignKey('InvitationEntity', { name: 'invitation_rooms_invitation_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'invitation_id', primaryKeyConstraintName: 'invitation_rooms_pkey' })
  invitationId: string;

  @Index('invitation_rooms_room')
  @ForeignKey('RoomEntity', { name: 'invitation_rooms_room_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'room_id', primaryKeyConstraintName: 'invitation_rooms_pkey' })
  roomId: string;
}
