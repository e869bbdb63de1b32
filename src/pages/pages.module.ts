import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PageFileEntity } from './page-file.entity.ts';
import { PageFilesRepository } from './page-files.repository.ts';
import { PageFilesService } from './page-files.service.ts';

/** The client's files, for browsers. */
@Module({
  imports: [TypeOrmModule.forFeature([PageFileEntity])],
  providers: [PageFilesRepository, PageFilesService],
})
export class PagesModule {}
