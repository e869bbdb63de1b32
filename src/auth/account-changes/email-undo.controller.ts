import { Body, Controller, HttpCode, HttpStatus, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Public } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { UndoEmailChange } from '../auth.dto.ts';
import { EmailUndoService } from './email-undo.service.ts';

@ApiTags('auth')
@Public()
@Controller('auth')
export class EmailUndoController {
  constructor(private readonly undos: EmailUndoService) {}

  /**
   * Restores the former address of an account by the link that was mailed there. The password and every session of the
   * account end, and a link for a new password is mailed to the restored address.
   */
  @Post('undo-email-change')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Problems('invalid_token')
  undo(@Body() { token }: UndoEmailChange, @Req() request: Request): Promise<void> {
    return this.undos.undo(token, request.ip ?? '');
  }
}
