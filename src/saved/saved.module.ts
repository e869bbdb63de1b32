import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MessagesModule } from '../messages/messages.module.ts';
import { NotificationsModule } from '../notifications/notifications.module.ts';
import { PersonalModule } from '../personal/personal.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { ReminderMailWriter } from './reminder-mail-writer.ts';
import { ReminderMailer } from './reminder-mailer.ts';
import { ReminderMailsRepository } from './reminder-mails.repository.ts';
import { RemindersRepository } from './reminders.repository.ts';
import { RemindersService } from './reminders.service.ts';
import { SavedController } from './saved.controller.ts';
import { SavedKind } from './saved-kind.ts';
import { SavedMessageEntity } from './saved-message.entity.ts';
import { SavedRepository } from './saved.repository.ts';
import { SavedService } from './saved.service.ts';

/** Messages saved for later, and reminders: a row that is due rings once, on whatever node its person is connected to. */
@Module({
  imports: [
    TypeOrmModule.forFeature([SavedMessageEntity]),
    MessagesModule,
    NotificationsModule,
    PersonalModule,
    UploadsModule,
    UsersModule,
  ],
  controllers: [SavedController],
  providers: [
    ReminderMailWriter,
    ReminderMailer,
    ReminderMailsRepository,
    RemindersRepository,
    RemindersService,
    SavedKind,
    SavedRepository,
    SavedService,
  ],
  exports: [SavedRepository],
})
export class SavedModule {}
