import { describe, expect, it } from 'vitest';
import { conversationKeyOf, roomIdOfConversation } from './conversation-key.ts';

describe('the key of a conversation', () => {
  it('is the id of its room, and of a thread begins with it', () => {
    expect(conversationKeyOf('room')).toBe('room');
    expect(conversationKeyOf('room', 'thread')).toBe('room.thread');
  });

  it('leads back to the room', () => {
    expect(['room', 'room.thread'].map(roomIdOfConversation)).toEqual(['room', 'room']);
  });
});
