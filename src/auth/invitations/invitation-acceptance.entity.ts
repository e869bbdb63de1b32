import { CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A person came by an invitation. */
@Entity('invitation_acceptances')
export class InvitationAcceptanceEntity {
  @ForeignKey('InvitationEntity', { name: 'invitation_acceptances_invitation_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'invitation_id', primaryKeyConstraintName: 'invitation_acceptances_pkey' })
  invitationId: string;

  @Index('invitation_acceptances_user')
  @ForeignKey('UserEntity', { name: 'invitation_acceptances_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'invitation_acceptances_pkey' })
  userId: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'accepted_at' })
  acceptedAt: Date;
}
