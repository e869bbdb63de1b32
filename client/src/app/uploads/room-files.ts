import { Component, computed, inject, input, output, signal } from '@angular/core';
import type { Message } from '@api/timeline/message.dto.ts';
import type { RoomFile, RoomFilePage } from '@api/uploads/uploads.dto.ts';
import { Api } from '../api/api.ts';
import { Dates } from '../ui/dates.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { Icon } from '../ui/icon.ts';
import type { IconName } from '../ui/icons.ts';
import { ListEnd } from '../ui/feedback/list-end.ts';
import { pagedList } from '../ui/paged-list.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { Texts } from '../i18n/texts.ts';
import { AudioPlayer } from './audio/audio-player.ts';
import { FileCard } from './file-card.ts';
import { LightboxOverlay } from './pictures/lightbox-overlay.ts';
import { Picture } from './pictures/picture.ts';
import { withMessage } from './room-files-state.ts';
import { personName } from '../users/person-name.ts';

const KINDS = ['image', 'audio', 'file'] as const;

/** The files sent in a room, newest first, by kind; each links to its message. */
@Component({
  selector: 'parley-room-files',
  imports: [AudioPlayer, EmptyState, FileCard, Icon, ListEnd, LoadFailure, Picture, SkeletonRows],
  templateUrl: './room-files.html',
  styleUrl: './room-files.scss',
})
export class RoomFiles {
  private readonly api = inject(Api);
  private readonly lightboxes = inject(LightboxOverlay);
  private readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;
  readonly roomId = input.required<string>();
  readonly chosen = output<RoomFile>();

  protected readonly kinds = KINDS;
  protected readonly icons = { image: 'image', audio: 'mic', file: 'file' } as const satisfies Record<string, IconName>;
  protected readonly kind = signal<(typeof KINDS)[number]>('image');
  private readonly filter = computed(() => ({ roomId: this.roomId(), kind: this.kind() }));
  protected readonly list = pagedList(
    () => this.filter(),
    ({ roomId, kind }, cursor) => this.api.get<RoomFilePage>(`/rooms/${roomId}/files`, { kind, cursor }),
  );

  protected readonly where = ({ author, createdAt }: RoomFile): string =>
    this.t('file.by', { name: author ? personName(author) : this.t('somebody'), time: this.dates.moment(createdAt) });

  /** Applies a message that was sent or changed, in any room. */
  follow(message: Message): void {
    if (message.roomId === this.roomId()) this.list.change((files) => withMessage(files, message, this.kind()));
  }

  protected open(at: number): void {
    const items = this.list.items();
    this.lightboxes.open(
      items.map(({ attachment }) => attachment),
      at,
      items[at]?.author?.displayName ?? '',
    );
  }
}
