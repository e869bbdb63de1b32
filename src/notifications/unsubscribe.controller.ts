import { Controller, Get, Header, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { confirmationPage, donePage } from './unsubscribe-page.ts';
import { UnsubscribeTokenSigner } from './unsubscribe-token-signer.ts';

const HTML = 'text/html; charset=utf-8';

/** The target of the links in mails. No sign-in is needed: having the mail is enough to end the mails. */
@Public()
@ApiTags('notifications')
@Controller('unsubscribe/:token')
export class UnsubscribeController {
  constructor(private readonly unsubscribing: UnsubscribeTokenSigner) {}

  /** Asks whether to end the mails about missed messages, and changes nothing: scanners of mail follow every link. */
  @Get()
  @Header('Content-Type', HTML)
  @ApiProduces('text/html')
  @ApiOkResponse({ description: 'A page with one button', schema: { type: 'string' } })
  @Problems('invalid_token')
  async ask(@Param('token') token: string): Promise<string> {
    return confirmationPage(await this.unsubscribing.languageOf(token));
  }

  /**
   * Ends the mails about missed messages; for that page's button, and for the one-click unsubscribe of mail programs
   * (RFC 8058).
   */
  @Post()
  @HttpCode(HttpStatus.OK)
  @Header('Content-Type', HTML)
  @ApiProduces('text/html')
  @ApiOkResponse({ description: 'A page that says so', schema: { type: 'string' } })
  @Problems('invalid_token')
  async unsubscribe(@Param('token') token: string): Promise<string> {
    await this.unsubscribing.unsubscribe(token);
    return donePage(await this.unsubscribing.languageOf(token));
  }
}
