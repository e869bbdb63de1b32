import type { Role } from '@api/shared/roles.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { isDecided, mayClosePoll, mayDelete, mayEdit, maySeeEdits, readerOf } from '@api/shared/messages.policy.ts';
import { mayReport } from '@api/shared/reports.policy.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import type { ReactionChange } from '../../messages/message-reactions.ts';
import { roomActor } from '../../rooms/room-actor.ts';
import { standsInRoom } from '@api/shared/message-place.ts';
import { isMuted, isReadOnly, isThreadReadOnly } from '../../rooms/muting.ts';
import type { IconName } from '../../ui/icons.ts';
import type { TextKey } from '../../i18n/texts.ts';

/** An action on a message of the list. */
export type MessageAction =
  | 'reply'
  | 'thread'
  | 'follow'
  | 'unfollow'
  | 'save'
  | 'unsave'
  | 'remind'
  | 'show'
  | 'forward'
  | 'select-more'
  | 'copy'
  | 'select'
  | 'link'
  | 'pin'
  | 'unread'
  | 'readers'
  | 'why'
  | 'report'
  | 'edits'
  | 'edit'
  | 'close-poll'
  | 'remove';

/** What is chosen in a menu: an action, an emoji, or the emoji picker. */
export type MenuChoice = MessageAction | ReactionChange | 'any-emoji';

export interface MessageMenuItem {
  readonly action: MessageAction;
  readonly icon: IconName;
  readonly text: TextKey;
}

/** The member who reads a message, and where. */
export interface MessageViewer {
  readonly id: string;
  readonly role: Role;
  readonly room: Pick<Room, 'kind' | 'role'> &
    Partial<Pick<Room, 'archived' | 'mutedUntil' | 'peerGone' | 'postBy' | 'replyBy' | 'reactBy'>>;
  /** Whether the message is shown in its thread, beside the room. */
  readonly inThread?: boolean;
  /** Whether the menu is opened by touch: a long press opens it, so it cannot select text. */
  readonly byTouch?: boolean;
  /** Whether the member follows the thread that the message begins. */
  readonly follows?: boolean;
  /** Whether the member has saved the message for later. */
  readonly saved?: boolean;
}

const item = (action: MessageAction, icon: IconName, text: TextKey): MessageMenuItem => ({ action, icon, text });

/** Offers to open a thread, or to start a thread where the member may write. */
function threadItems({ threadId, thread }: Message, closed: boolean): MessageMenuItem[] {
  if (threadId ?? thread?.replyCount) return [item('thread', 'thread', 'thread.open')];
  return closed ? [] : [item('thread', 'thread', 'thread.start')];
}

/** Only in the room: in the thread itself the bell in its header does the same. */
function followItems({ thread }: Message, follows: boolean): MessageMenuItem[] {
  if (!thread?.replyCount) return [];
  return [follows ? item('unfollow', 'bell-off', 'thread.unfollow') : item('follow', 'bell', 'thread.follow')];
}

/** The actions that the server allows this member, in the order of the menu. */
export function menuItemsFor(
  message: Message,
  { id, role, room, inThread, follows, byTouch, saved }: MessageViewer,
): MessageMenuItem[] {
  // Messages that an older client has kept on the device have no such field.
  const poll = (message as Partial<Message>).poll ?? null;
  const mine = message.author?.id === id;
  const reader = readerOf(roomActor(room, role), mine);
  const closed = inThread ? isThreadReadOnly(room) : isReadOnly(room);
  const isInRoom = standsInRoom(message);
  const muted = isMuted(room);
  return [
    ...(closed ? [] : [item('reply', 'reply', 'message.reply')]),
    ...(inThread
      ? isInRoom
        ? [item('show', 'down', 'thread.show')]
        : []
      : threadItems(message, isThreadReadOnly(room))),
    ...(inThread ? [] : followItems(message, follows ?? false)),
    saved ? item('unsave', 'bookmark', 'saved.remove') : item('save', 'bookmark', 'saved.add'),
    item('remind', 'clock', 'reminder.item'),
    item('forward', 'forward', 'message.forward'),
    ...(inThread ? [] : [item('select-more', 'checks', 'message.select-more')]),
    item('copy', 'copy', 'message.copy'),
    ...(byTouch && message.body ? [item('select', 'beam', 'message.select')] : []),
    item('link', 'link', 'message.copy-link'),
    ...(muted ? [] : [item('pin', 'pin', message.pinned ? 'message.unpin' : 'message.pin')]),
    ...(inThread ? [] : [item('unread', 'mail', 'message.unread')]),
    ...(mine ? [item('readers', 'eye', 'message.readers')] : [item('why', 'bell', 'message.why')]),
    ...(mayReport({ isAuthor: mine, kind: message.kind }) ? [item('report', 'flag', 'report.item')] : []),
    ...(message.editedAt && maySeeEdits(reader) ? [item('edits', 'clock', 'message.edits')] : []),
    ...(!closed && mayEdit(reader, { forwarded: Boolean(message.forwarded), decided: isDecided(poll) })
      ? [item('edit', 'edit', 'message.edit')]
      : []),
    ...(poll && !poll.closedAt && !muted && mayClosePoll(reader) ? [item('close-poll', 'check', 'poll.close')] : []),
    ...((mine || !muted) && mayDelete(reader) ? [item('remove', 'trash', 'message.remove')] : []),
  ];
}
