import { inject, Injectable } from '@angular/core';
import type { RoomPreview } from '@api/rooms/rooms.dto.ts';
import { Api } from '../../api/api.ts';
import { ApiProblem } from '../../api/api-problem.ts';

/** What a code leads to; known to everybody who has the code. */
@Injectable({ providedIn: 'root' })
export class RoomPreviews {
  private readonly api = inject(Api);

  find(code: string): Promise<RoomPreview> {
    return this.api.get<RoomPreview>(`/rooms/lookup/${encodeURIComponent(code)}`);
  }
}

/** Whether no room has the code, as far as the server says. */
export const isDeadCode = (error: unknown): boolean => error instanceof ApiProblem && error.code === 'room_not_found';
