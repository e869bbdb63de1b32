import { inject, Injectable } from '@angular/core';
import type {
  ChangeCommand,
  Command,
  CommandList,
  CommandSecret,
  MadeCommand,
  NewCommand,
  RunCommand,
} from '@api/integrations/commands/commands.dto.ts';
import { Api } from '../../api/api.ts';

/** Requests about slash commands that services elsewhere answer. */
@Injectable({ providedIn: 'root' })
export class CommandsApi {
  private readonly api = inject(Api);

  /** What can be run in a room. */
  async of(roomId: string): Promise<Command[]> {
    return (await this.api.get<CommandList>('/commands', { roomId })).items;
  }

  /** Those that are kept to a room, for who keeps order there; without `url` those that the reader may not change. */
  async keptTo(roomId: string): Promise<Command[]> {
    return (await this.api.get<CommandList>('/commands/managed', { roomId })).items;
  }

  run(roomId: string, command: RunCommand): Promise<void> {
    return this.api.post(`/rooms/${roomId}/commands`, command);
  }

  make(command: NewCommand): Promise<MadeCommand> {
    return this.api.post<MadeCommand>('/commands', command);
  }

  change(id: string, change: ChangeCommand): Promise<Command> {
    return this.api.patch<Command>(`/commands/${id}`, change);
  }

  async rotate(id: string): Promise<string> {
    return (await this.api.post<CommandSecret>(`/commands/${id}/rotate`)).secret;
  }

  remove(id: string): Promise<void> {
    return this.api.delete(`/commands/${id}`);
  }
}
