import type { Attachment } from '@api/timeline/message.dto.ts';

/** What a lightbox shows, and where it begins. */
export interface LightboxData {
  readonly pictures: readonly Attachment[];
  readonly at: number;
  /** Who sent them. */
  readonly by: string;
}
