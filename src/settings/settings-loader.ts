import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Bus } from '../cluster/bus.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { ServerSettings } from '../common/settings/server-settings.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import { SettingsRepository } from './settings.repository.ts';
import { storedIn } from './settings.view.ts';

const TOPIC = 'settings_changed';
/** As often as the repair poll of messages. */
const MISSED_HINTS_POLL_MS = 2_000;

/** Keeps the settings in memory as the database has them: at start, at a hint of another node, and by a poll. */
@Injectable()
export class SettingsLoader implements OnModuleInit {
  private readonly logger = new Logger(SettingsLoader.name);
  private hasLoaded = false;

  constructor(
    private readonly repository: SettingsRepository,
    private readonly settings: ServerSettings,
    private readonly bus: Bus,
    private readonly realtime: RealtimeService,
    tasks: ScheduledTasks,
  ) {
    bus.on(TOPIC, () => void this.tryLoad());
    tasks.onEveryNode(MISSED_HINTS_POLL_MS, 'settings', () => this.load());
  }

  /** Before anything listens. A database that is away or not migrated yet does not keep the process from starting. */
  async onModuleInit(): Promise<void> {
    await this.tryLoad();
  }

  /** Call it after the commit of a change. */
  async announce(): Promise<void> {
    this.bus.publish(TOPIC, {});
    await this.tryLoad();
  }

  private async tryLoad(): Promise<void> {
    try {
      await this.load();
    } catch (error) {
      this.logger.warn(`The settings are not known until the next poll: ${String(error)}`);
    }
  }

  private async load(): Promise<void> {
    const hasChanged = this.settings.use(storedIn(await this.repository.stored()));
    const isFirst = !this.hasLoaded;
    this.hasLoaded = true;
    if (!hasChanged) return;
    this.logger.log('Settings have changed');
    // Each node finds changes by itself, and tells its own sockets; nobody has any before the first load.
    if (!isFirst) this.realtime.local.emit('server_changed', { changedAt: new Date().toISOString() });
  }
}
