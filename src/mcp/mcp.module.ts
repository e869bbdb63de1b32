import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { RoomsModule } from '../rooms/rooms.module.ts';
import { SearchModule } from '../search/search.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { McpController } from './mcp.controller.ts';
import { McpProtocol } from './mcp-protocol.ts';
import { McpTools } from './mcp-tools.ts';
import { ListingTools } from './tools/listing-tools.ts';
import { MessageSender } from './tools/message-sender.ts';
import { MessageTools } from './tools/message-tools.ts';
import { WritingTools } from './tools/writing-tools.ts';

/**
 * Assistants, by the Model Context Protocol. Every tool calls the service that a route of the API calls, as the same caller:
 * it can do nothing that the person or bot of the token could not.
 */
@Module({
  imports: [AuthModule, MessagesModule, RoomsModule, SearchModule, UploadsModule, UsersModule],
  controllers: [McpController],
  providers: [ListingTools, McpProtocol, McpTools, MessageSender, MessageTools, WritingTools],
})
export class McpModule {}
