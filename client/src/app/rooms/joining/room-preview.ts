import { inject, Injectable } from '@angular/core';
import type { RoomPreview } from '@api/rooms/rooms.dto.ts';
import { Api } from '../../api/api.ts';

/** What a code leads to; known to everybody who has the code. */
@Injectable({ providedIn: 'root' })
export class RoomPreviews {
  private readonly api = inject(Api);

  find(code: string): Promise<RoomPreview> {
    return this.api.get<RoomPreview>(`/rooms/lookup/${encodeURIComponent(code)}`);
  }
}
