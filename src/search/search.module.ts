import { Module } from '@nestjs/common';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { SearchController } from './search.controller.ts';
import { SearchIndexMaintenance } from './search-index-maintenance.ts';
import { SearchNamesRepository } from './search-names.repository.ts';
import { SearchRepository } from './search.repository.ts';
import { SearchService } from './search.service.ts';

/** Full-text search by PostgreSQL alone, only in rooms that the caller is a member of. */
@Module({
  imports: [RoomsModule, UploadsModule],
  controllers: [SearchController],
  providers: [SearchIndexMaintenance, SearchNamesRepository, SearchRepository, SearchService],
  exports: [SearchService],
})
export class SearchModule {}
