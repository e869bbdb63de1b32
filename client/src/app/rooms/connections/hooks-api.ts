import { inject, Injectable } from '@angular/core';
import type {
  ChangeHook,
  Hook,
  HookCall,
  HookCalls,
  HookPage,
  HookTest,
  MadeHook,
} from '@api/integrations/hooks/hooks.dto.ts';
import { Api } from '../../api/api.ts';

/** Requests about the addresses by which programs write into rooms. */
@Injectable({ providedIn: 'root' })
export class HooksApi {
  private readonly api = inject(Api);

  async of(roomId: string): Promise<Hook[]> {
    return (await this.api.get<HookPage>(`/rooms/${roomId}/hooks`)).items;
  }

  make(roomId: string, name: string): Promise<MadeHook> {
    return this.api.post<MadeHook>(`/rooms/${roomId}/hooks`, { name });
  }

  change(id: string, change: ChangeHook): Promise<Hook> {
    return this.api.patch<Hook>(`/hooks/${id}`, change);
  }

  rotate(id: string): Promise<MadeHook> {
    return this.api.post<MadeHook>(`/hooks/${id}/rotate`);
  }

  test(id: string): Promise<HookTest> {
    return this.api.post<HookTest>(`/hooks/${id}/test`);
  }

  async calls(id: string): Promise<HookCall[]> {
    return (await this.api.get<HookCalls>(`/hooks/${id}/calls`)).items;
  }

  remove(id: string): Promise<void> {
    return this.api.delete(`/hooks/${id}`);
  }
}
