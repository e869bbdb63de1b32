import { inject, Injectable } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { SignedUrls } from './signed-urls.ts';

/** Saves files by the browser's download, which streams to the disk and shows the progress. */
@Injectable({ providedIn: 'root' })
export class FileDownloader {
  private readonly addresses = inject(SignedUrls);

  /** @throws ApiProblem `attachment_not_found` when the signed-in person has no right to it any more */
  async save({ id, name }: Pick<Attachment, 'id' | 'name'>): Promise<void> {
    const address = await this.addresses.get(id);
    if (!address) throw new ApiProblem('attachment_not_found', 404, '');
    const link = document.createElement('a');
    link.href = address.url;
    link.download = name;
    link.click();
  }
}
