import type { UserEntity } from '../../users/user.entity.ts';

/** How mails call a token: with the bot that it belongs to. */
export const nameInMails = (name: string, user: Pick<UserEntity, 'kind' | 'displayName'> | undefined): string =>
  user?.kind === 'bot' ? `${user.displayName}: ${name}` : name;

/** The id of the person who answers for a token of this user. */
export const ownerIdOf = ({ id, botOwnerId }: Pick<UserEntity, 'id' | 'botOwnerId'>): string => botOwnerId ?? id;
