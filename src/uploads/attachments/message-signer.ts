import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import type { Message } from '../../timeline/message.dto.ts';
import { signedMessage } from '../../timeline/message.view.ts';
import { FileUrlSigner } from '../downloads/file-url-signer.ts';

/** Signs the file URLs of messages in REST responses for the caller. */
@Injectable()
export class MessageSigner {
  constructor(private readonly signatures: FileUrlSigner) {}

  sign(caller: Caller, message: Message): Message {
    return signedMessage(message, this.signatures.signerFor(caller));
  }

  /** Every message of a page; all signatures end at the same time. */
  signPage<Page extends { items: Message[] }>(caller: Caller, page: Page): Page {
    const sign = this.signatures.signerFor(caller);
    return { ...page, items: page.items.map((message) => signedMessage(message, sign)) };
  }
}
