import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { ServerLogoService } from './server-logo.service.ts';
import { SettingEntity } from './setting.entity.ts';
import { SettingsLoader } from './settings-loader.ts';
import { SettingsQueryService } from './settings-query.service.ts';
import { SettingsController } from './settings.controller.ts';
import { SettingsRepository } from './settings.repository.ts';
import { SettingsService } from './settings.service.ts';

/** Settings of the server that administrators change while it runs. `ServerSettings` has them in memory for everybody. */
@Module({
  imports: [TypeOrmModule.forFeature([SettingEntity]), UploadsModule, UsersModule],
  controllers: [SettingsController],
  providers: [ServerLogoService, SettingsLoader, SettingsQueryService, SettingsRepository, SettingsService],
})
export class SettingsModule {}
