import { Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.ts';
import { Config } from '../common/config.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { AttachmentEntity } from './attachment.entity.ts';
import { AttachmentsRepository } from './attachments.repository.ts';
import { AvatarsController } from './avatars.controller.ts';
import { AvatarsService } from './avatars.service.ts';
import { DiscardedFileEntity } from './discarded-file.entity.ts';
import { DiskStorage } from './disk-storage.ts';
import { DownloadsController } from './downloads.controller.ts';
import { DownloadsService } from './downloads.service.ts';
import { FileSignatures } from './file-signatures.ts';
import { FileResponses } from './file-responses.ts';
import { FileInspector } from './inspection/file-inspector.ts';
import { MessageSigner } from './message-signer.ts';
import { Quarantine } from './quarantine.ts';
import { ResumableUploadsController } from './resumable-uploads.controller.ts';
import { ResumableUploadsService } from './resumable-uploads.service.ts';
import { RoomFilesService } from './room-files.service.ts';
import { ScansService } from './scans.service.ts';
import { Storage } from './storage.ts';
import { StoredFiles } from './stored-files.ts';
import { UploadsController } from './uploads.controller.ts';
import { UploadsService } from './uploads.service.ts';

/** The SDK is large: only those who use it load it. */
const storage = async ({ s3, uploads }: Config): Promise<Storage> =>
  s3 ? new (await import('./s3-storage.ts')).S3Storage(s3) : new DiskStorage(uploads);

/**
 * Files: received into quarantine, looked into, looked at by the virus scanner, kept, handed out to those who are in the
 * room now. It promises that nothing is served before all of that, as anything else than our own table says, or to anybody
 * whose right has ended; and that what is refused, never sent or deleted leaves nothing behind.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([AttachmentEntity, DiscardedFileEntity]),
    AuthModule,
    RoomsModule,
    TimelineModule,
    UsersModule,
  ],
  // The fixed paths first: `uploads/resumable` is no id.
  controllers: [ResumableUploadsController, UploadsController, DownloadsController, AvatarsController],
  providers: [
    { provide: Storage, inject: [Config], useFactory: storage },
    AttachmentsRepository,
    AvatarsService,
    DownloadsService,
    FileSignatures,
    FileResponses,
    FileInspector,
    MessageSigner,
    Quarantine,
    ResumableUploadsService,
    RoomFilesService,
    ScansService,
    StoredFiles,
    UploadsService,
  ],
  exports: [AttachmentsRepository, MessageSigner, Storage],
})
export class UploadsModule implements OnApplicationBootstrap {
  constructor(private readonly config: Config) {}

  onApplicationBootstrap(): void {
    if (!this.config.scanner)
      new Logger('Uploads').warn('No virus scanner (CLAMAV_HOST): files are checked by their content only');
  }
}
