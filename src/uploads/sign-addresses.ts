import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { map, type Observable } from 'rxjs';
import type { Caller } from '../common/caller.ts';
import type { Attachment } from '../timeline/message.dto.ts';
import { FileSignatures } from './file-signatures.ts';

/** Signs the addresses of all attachments in a REST answer for whoever asked. What the answer was made of is left as it is. */
@Injectable()
export class SignAddresses implements NestInterceptor {
  constructor(private readonly signatures: FileSignatures) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { user: caller } = context.switchToHttp().getRequest<Request & { user?: Caller }>();
    return next.handle().pipe(map((answer: unknown) => (caller ? this.signed(answer, caller) : answer)));
  }

  private signed(value: unknown, caller: Caller): unknown {
    if (Array.isArray(value)) return value.map((item) => this.signed(item, caller));
    if (typeof value !== 'object' || value === null) return value;
    if ('thumbnailUrl' in value && 'mime' in value) return this.signatures.sign(caller, value as Attachment);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.signed(inner, caller)]));
  }
}
