import { Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.ts';
import { Config } from '../common/config.ts';
import { EmojiModule } from '../emoji/emoji.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { TimelineModule } from '../timeline/timeline.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { AttachmentCopies } from './attachments/attachment-copies.ts';
import { AttachmentEntity } from './attachments/attachment.entity.ts';
import { AttachmentStore } from './attachments/attachment-store.ts';
import { AttachmentsRepository } from './attachments/attachments.repository.ts';
import { AvatarImageStore } from './avatars/avatar-image-store.ts';
import { AvatarsController } from './avatars/avatars.controller.ts';
import { BegunUploadEntity } from './begun-upload.entity.ts';
import { BegunUploads } from './begun-uploads.ts';
import { AvatarsService } from './avatars/avatars.service.ts';
import { ContentChecker } from './inspection/content-checker.ts';
import { DiscardedFileEntity } from './storage/discarded-file.entity.ts';
import { DiskStorage } from './storage/disk-storage.ts';
import { DownloadRightsRepository } from './downloads/download-rights.repository.ts';
import { DownloadsController } from './downloads/downloads.controller.ts';
import { DownloadsService } from './downloads/downloads.service.ts';
import { FileUrlSigner } from './downloads/file-url-signer.ts';
import { RunningDownloads } from './downloads/running-downloads.ts';
import { FileResponses } from './downloads/file-responses.ts';
import { EmojiController } from './emoji/emoji.controller.ts';
import { EmojiImageStore } from './emoji/emoji-image-store.ts';
import { EmojiService } from './emoji/emoji.service.ts';
import { InspectionChildren } from './inspection/inspection-children.ts';
import { FileInspector } from './inspection/file-inspector.ts';
import { MessageSigner } from './attachments/message-signer.ts';
import { Quarantine } from './quarantine.ts';
import { ReceivedPictures } from './inspection/received-pictures.ts';
import { ResumableUploadsController } from './resumable-uploads.controller.ts';
import { ResumableUploadsService } from './resumable-uploads.service.ts';
import { RoomFilesService } from './room-files.service.ts';
import { ScanVerdictRecorder } from './scans/scan-verdict-recorder.ts';
import { ScansService } from './scans/scans.service.ts';
import { Storage } from './storage/storage.ts';
import { StoredFilesCheck } from './storage/stored-files-check.ts';
import { StoredFileRegistry } from './storage/stored-file-registry.ts';
import { UploadsController } from './uploads.controller.ts';
import { UnsentFilesCleanup } from './attachments/unsent-files-cleanup.ts';
import { UploadPartsStore } from './upload-parts-store.ts';
import { TextUploads } from './text-uploads.ts';
import { UploadsService } from './uploads.service.ts';
import { VirusScanner } from './scans/virus-scanner.ts';

/** The S3 SDK is large and loaded only where it is used. */
const storage = async ({ s3, uploads }: Config): Promise<Storage> =>
  s3 ? new (await import('./storage/s3-storage.ts')).S3Storage(s3) : new DiskStorage(uploads);

/**
 * Files: received into quarantine, inspected, scanned for viruses, stored, and served to current members of their room. It
 * promises that no file is served before all of that, under a type that is not in `file-types.ts`, or to a caller whose
 * right has ended; and that files that are refused, never sent or deleted leave nothing behind.
 */
@Module({
  imports: [
    TypeOrmModule.forFeature([AttachmentEntity, BegunUploadEntity, DiscardedFileEntity]),
    AuthModule,
    EmojiModule,
    RoomsModule,
    TimelineModule,
    UsersModule,
  ],
  // Fixed paths first: `uploads/resumable` is no id.
  controllers: [ResumableUploadsController, UploadsController, DownloadsController, AvatarsController, EmojiController],
  providers: [
    { provide: Storage, inject: [Config], useFactory: storage },
    AttachmentsRepository,
    AttachmentCopies,
    AttachmentStore,
    AvatarImageStore,
    AvatarsService,
    BegunUploads,
    ContentChecker,
    DownloadRightsRepository,
    EmojiImageStore,
    EmojiService,
    DownloadsService,
    FileUrlSigner,
    FileResponses,
    FileInspector,
    InspectionChildren,
    MessageSigner,
    Quarantine,
    ReceivedPictures,
    ResumableUploadsService,
    RoomFilesService,
    RunningDownloads,
    ScanVerdictRecorder,
    ScansService,
    StoredFileRegistry,
    StoredFilesCheck,
    UnsentFilesCleanup,
    TextUploads,
    UploadPartsStore,
    UploadsService,
    VirusScanner,
  ],
  exports: [
    AttachmentCopies,
    AttachmentsRepository,
    AvatarImageStore,
    MessageSigner,
    Quarantine,
    RoomFilesService,
    Storage,
    StoredFileRegistry,
    TextUploads,
  ],
})
export class UploadsModule implements OnApplicationBootstrap {
  constructor(private readonly config: Config) {}

  onApplicationBootstrap(): void {
    if (!this.config.scanner)
      new Logger('Uploads').warn('No virus scanner (CLAMAV_HOST): files are checked by their content only');
  }
}
