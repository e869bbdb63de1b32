import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from './config.ts';

/** Provides the settings, read once by `main.ts`, to all modules. */
@Global()
@Module({})
export class ConfigModule {
  static for(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}
