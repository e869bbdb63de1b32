import type { Attachment } from '@api/timeline/message.dto.ts';

/** The pictures of a lightbox and the index of the picture that is shown first. */
export interface LightboxData {
  readonly pictures: readonly Attachment[];
  readonly at: number;
  /** Name of their sender. */
  readonly by: string;
}
