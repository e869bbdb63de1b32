import { Module } from '@nestjs/common';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { NotificationsService } from './notifications.service.ts';

/** Whose attention a message asks for. One pure function decides; nothing is stored. */
@Module({ imports: [RoomsModule], providers: [NotificationsService] })
export class NotificationsModule {}
