import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditEntryEntity } from './audit-entry.entity.ts';
import { AuditService } from './audit.service.ts';

/** The audit log: what was done to accounts and rights, by whom, from where. Nothing in it can be changed afterwards. */
@Global()
@Module({ imports: [TypeOrmModule.forFeature([AuditEntryEntity])], providers: [AuditService], exports: [AuditService] })
export class AuditModule {}
