import { Module } from '@nestjs/common';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { SearchController } from './search.controller.ts';
import { SearchIndexMaintenance } from './search-index-maintenance.ts';
import { SearchRepository } from './search.repository.ts';
import { SearchService } from './search.service.ts';

/** Search, by PostgreSQL alone. It looks only into rooms the caller is in, and counts nothing of others. */
@Module({
  imports: [RoomsModule, UploadsModule],
  controllers: [SearchController],
  providers: [SearchIndexMaintenance, SearchRepository, SearchService],
})
export class SearchModule {}
