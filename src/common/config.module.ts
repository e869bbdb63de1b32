import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from './config.ts';
import { ServerSettings } from './settings/server-settings.ts';

/** Provides the settings to all modules: those of the process, read once by `main.ts`, and those of the server. */
@Global()
@Module({})
export class ConfigModule {
  static for(config: Config): DynamicModule {
    return {
      module: ConfigModule,
      providers: [{ provide: Config, useValue: config }, ServerSettings],
      exports: [Config, ServerSettings],
    };
  }
}
