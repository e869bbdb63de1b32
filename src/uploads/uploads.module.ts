import { Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.ts';
import { Config } from '../common/config.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { AttachmentEntity } from './attachment.entity.ts';
import { AttachmentStore } from './attachment-store.ts';
import { AttachmentsRepository } from './attachments.repository.ts';
import { AvatarImages } from './avatar-images.ts';
import { AvatarsController } from './avatars.controller.ts';
import { AvatarsService } from './avatars.service.ts';
import { ContentChecks } from './content-checks.ts';
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
import { ScanVerdicts } from './scan-verdicts.ts';
import { ScansService } from './scans.service.ts';
import { Storage } from './storage.ts';
import { StoredFiles } from './stored-files.ts';
import { UploadsController } from './uploads.controller.ts';
import { UnsentFilesCleanup } from './unsent-files-cleanup.ts';
import { UploadsService } from './uploads.service.ts';
import { VirusScanner } from './virus-scanner.ts';

/** The S3 SDK is large and loaded only where it is used. */
const storage = async ({ s3, uploads }: Config): Promise<Storage> =>
  s3 ? new (await import('./s3-storage.ts')).S3Storage(s3) : new DiskStorage(uploads);

/**
 * Files: received into quarantine, inspected, scanned for viruses, stored, and served to current members of their room. It
 * promises that no file is served before all of that, under a type that is not in `file-types.ts`, or to a caller whose
 * right has ended; and that files that are refused, never sent or deleted leave nothing behind.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([AttachmentEntity, DiscardedFileEntity]),
    AuthModule,
    RoomsModule,
    TimelineModule,
    UsersModule,
  ],
  // Fixed paths first: `uploads/resumable` is no id.
  controllers: [ResumableUploadsController, UploadsController, DownloadsController, AvatarsController],
  providers: [
    { provide: Storage, inject: [Config], useFactory: storage },
    AttachmentsRepository,
    AttachmentStore,
    AvatarImages,
    AvatarsService,
    ContentChecks,
    DownloadsService,
    FileSignatures,
    FileResponses,
    FileInspector,
    MessageSigner,
    Quarantine,
    ResumableUploadsService,
    RoomFilesService,
    ScanVerdicts,
    ScansService,
    StoredFiles,
    UnsentFilesCleanup,
    UploadsService,
    VirusScanner,
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
