import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, Not, Repository, type SelectQueryBuilder } from 'typeorm';
import type { Role } from '../shared/roles.ts';
import { Database, type Tx } from '../common/database/database.ts';
import { isRepeatedKey } from '../common/database/repeated-key.ts';
import { escapeLike } from '../common/escape-like.ts';
import { BatchLoader } from '../common/batch-loader.ts';
import { emailKeyOf } from '../common/validation/email-key.ts';
import { UserEntity } from './user.entity.ts';
import type { Preferences } from './users.dto.ts';
import { foldText } from '../shared/fold-text.ts';

/** The time of a person's last connection, and who may see it. */
export interface LastSeen {
  /** Null: never connected. */
  seen: Date | null;
  /** The person hides their presence. */
  hidden: boolean;
  isGuest: boolean;
  /** What decides whether their notifications are paused, and whether others may know. */
  pausing: Pick<Preferences, 'dndUntil' | 'quietHours' | 'sharePaused'>;
}

/** More people of one name are marked without being announced: their mark comes with their next message. */
const MAX_ALIKE = 50;

/** In a round of `endDueStatuses`. */
const MAX_ENDED_STATUSES = 500;

/** Which accounts an administrator looks for. */
export interface AccountFilter {
  /** Part of a name or address. */
  q: string;
  role?: Role | undefined;
  secondFactor?: 'none' | 'set' | undefined;
  /** The id of a provider that signs them in. */
  provider?: string | undefined;
}

/** In SQL, of a user `u`. */
const HAS_SECOND_FACTOR = `(EXISTS (SELECT FROM totp t WHERE t.user_id = u.id)
  OR EXISTS (SELECT FROM passkeys p WHERE p.user_id = u.id))`;

@Injectable()
export class UsersRepository {
  private readonly people = new BatchLoader(async (ids) => {
    const users = await this.users.findBy({ id: In(ids) });
    return new Map(users.map((user) => [user.id, user]));
  });

  private readonly factorOwners = new BatchLoader(async (ids) => {
    const owners = await this.database.query<{ id: string }>(
      `SELECT u.id FROM users u WHERE u.id = ANY($1) AND ${HAS_SECOND_FACTOR}`,
      [ids],
    );
    return new Map(owners.map(({ id }) => [id, true]));
  });

  private readonly disconnects = new BatchLoader<undefined>(async (ids) => {
    await this.database.query(`UPDATE users SET last_seen_at = now() WHERE id = ANY($1)`, [ids]);
    return new Map<string, undefined>();
  });

  constructor(
    @InjectRepository(UserEntity) private readonly users: Repository<UserEntity>,
    private readonly database: Database,
  ) {}

  async byId(id: string, tx?: Tx): Promise<UserEntity | null> {
    return tx ? tx.findOneBy(UserEntity, { id }) : ((await this.people.load(id)) ?? null);
  }

  async hasSecondFactor(id: string): Promise<boolean> {
    return (await this.factorOwners.load(id)) ?? false;
  }

  /** Locks the row until the transaction ends. */
  lockById(tx: Tx, id: string): Promise<UserEntity | null> {
    return tx.findOne(UserEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  byIds(ids: string[]): Promise<UserEntity[]> {
    return this.users.findBy({ id: In(ids) });
  }

  byLogin(login: string): Promise<UserEntity | null> {
    return this.users.findOneBy(
      login.includes('@') ? { emailKey: emailKeyOf(login) } : { usernameKey: login.toLowerCase() },
    );
  }

  /** The bots that a person answers for, oldest first. */
  botsOf(ownerId: string): Promise<UserEntity[]> {
    return this.users.find({ where: { botOwnerId: ownerId }, order: { id: 'ASC' } });
  }

  byEmail(emailKey: string): Promise<UserEntity | null> {
    return this.users.findOneBy({ emailKey });
  }

  /** Whether this name, or a look-alike, is taken, as a user name or as the handle of a group. */
  async isNameTaken(key: string, skeleton: string, exceptId?: string): Promise<boolean> {
    const [row] = await this.users.query<[{ taken: boolean }]>(
      `SELECT EXISTS (SELECT FROM users WHERE (username_key = $1 OR username_skeleton = $2) AND id IS DISTINCT FROM $3::uuid)
         OR EXISTS (SELECT FROM user_groups WHERE handle_key = $1 OR handle_skeleton = $2) AS taken`,
      [key, skeleton, exceptId ?? null],
    );
    return row.taken;
  }

  hasAdmin(tx: Tx): Promise<boolean> {
    return tx.existsBy(UserEntity, { role: 'admin' });
  }

  /** Locks every administrator that can act, until the transaction ends, and counts them. */
  async lockAdmins(tx: Tx): Promise<number> {
    const admins = await tx.find(UserEntity, {
      select: { id: true },
      where: { role: 'admin', disabledAt: IsNull() },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return admins.length;
  }

  /** Accounts and guests, oldest first, by part of a name or address. */
  accounts(filter: AccountFilter, limit: number, [after]: [string]): Promise<UserEntity[]> {
    return this.accountsLike(filter)
      .andWhere('u.id::text > :after', { after })
      .orderBy('u.id')
      .limit(limit + 1)
      .getMany();
  }

  /** People whose display names look alike, by skeleton; at most `MAX_ALIKE`, oldest first. */
  bySkeletons(skeletons: string[], exceptId: string): Promise<UserEntity[]> {
    const where = { nameSkeleton: In(skeletons), id: Not(exceptId) };
    return this.users.find({ where, order: { id: 'ASC' }, take: MAX_ALIKE });
  }

  countAccounts(filter: AccountFilter): Promise<number> {
    return this.accountsLike(filter).getCount();
  }

  private accountsLike({ q, role, secondFactor, provider }: AccountFilter): SelectQueryBuilder<UserEntity> {
    const part = `%${escapeLike(foldText(q))}%`;
    const query = this.users
      .createQueryBuilder('u')
      .where(`u.deleted_at IS NULL AND u.kind = 'person'`)
      .andWhere(`(u.username_key LIKE :part OR folded(u.display_name) LIKE :part OR u.email_key LIKE :part)`, { part });
    if (role) query.andWhere('u.role = :role', { role });
    if (secondFactor) query.andWhere(`${HAS_SECOND_FACTOR} = :isSet`, { isSet: secondFactor === 'set' });
    if (provider)
      query.andWhere(`EXISTS (SELECT FROM identities i WHERE i.user_id = u.id AND i.provider = :provider)`, {
        provider,
      });
    return query;
  }

  /** Bytes of the files that each of these has uploaded. */
  async storedBytes(userIds: string[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ id: string; bytes: string }>(
      `SELECT uploader_id AS id, sum(size) AS bytes FROM attachments WHERE uploader_id = ANY($1) GROUP BY uploader_id`,
      [userIds],
    );
    return new Map(rows.map(({ id, bytes }) => [id, Number(bytes)]));
  }

  async update(id: string, values: Partial<UserEntity>): Promise<void> {
    await this.users.update({ id }, values);
  }

  /**
   * People whose user name or any word of whose display name starts with `q` or is close to it, by display name.
   * A guest finds only people of the rooms they are in.
   */
  find(
    q: string,
    caller: { userId: string; guest: boolean },
    limit: number,
    [name, id]: [string, string],
  ): Promise<UserEntity[]> {
    const sought = foldText(q);
    const starts = WORD_STARTS.map((before) => `${before}${escapeLike(sought)}%`);
    const query = this.users
      .createQueryBuilder('u')
      // Those of hooks belong to their rooms and are met there alone.
      .where(`u.disabled_at IS NULL AND (u.kind = 'person' OR u.bot_owner_id IS NOT NULL)`)
      .andWhere(`(lower(u.display_name), u.id::text) > (lower(:name), :id)`, { name, id })
      .andWhere(`(${FOLDED_NAMES} LIKE ANY(:starts) OR (length(:sought) > 2 AND :sought <% ${FOLDED_NAMES}))`, {
        starts,
        sought,
      });
    if (caller.guest) query.andWhere(`u.id IN (${MET})`, { caller: caller.userId });
    return query
      .orderBy('lower(u.display_name)')
      .addOrderBy('u.id::text')
      .limit(limit + 1)
      .getMany();
  }

  /** Guests who neither connected nor used a session for so many days. */
  async idleGuests(days: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT u.id FROM users u WHERE u.role = 'guest' AND u.deleted_at IS NULL
         AND greatest(u.created_at, u.last_seen_at, (SELECT max(s.last_used_at) FROM sessions s WHERE s.user_id = u.id))
           < now() - make_interval(days => $1) LIMIT 1000`,
      [days],
    );
    return rows.map(({ id }) => id);
  }

  /** Stores when the last connection of each person ended, for many in a single statement. */
  async recordDisconnect(userId: string): Promise<void> {
    await this.disconnects.load(userId);
  }

  /**
   * Empties statuses that are over, so many at a time that nobody waits for it; rows that another node has begun are left
   * to it.
   * @returns whose
   */
  async endDueStatuses(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE users SET status_emoji = NULL, status_text = '', status_until = NULL WHERE id = ANY (ARRAY(
         SELECT id FROM users WHERE status_until <= now() ORDER BY status_until LIMIT ${MAX_ENDED_STATUSES}
         FOR NO KEY UPDATE SKIP LOCKED)) RETURNING id`,
    );
    return rows.map(({ id }) => id);
  }

  /** The time when each of these was last connected, and whether they show it to others. */
  async lastSeen(userIds: string[]): Promise<Map<string, LastSeen>> {
    if (!userIds.length) return new Map();
    const rows = await this.database.query<LastSeen & { id: string }>(
      `SELECT id, last_seen_at AS seen, coalesce((preferences ->> 'hidePresence')::boolean, false) AS hidden,
              role = 'guest' AS "isGuest",
              jsonb_build_object('dndUntil', preferences -> 'dndUntil', 'quietHours', preferences -> 'quietHours',
                'sharePaused', coalesce(preferences -> 'sharePaused', 'true')) AS pausing
       FROM users WHERE id = ANY($1)`,
      [userIds],
    );
    return new Map(rows.map(({ id, ...row }) => [id, row]));
  }

  /** Of these people, those who share a room with the caller. */
  async sharingRoomWith(callerId: string, userIds: string[]): Promise<string[]> {
    if (!userIds.length) return [];
    const rows = await this.database.query<{ user_id: string }>(
      `SELECT DISTINCT other.user_id FROM room_members mine JOIN room_members other USING (room_id)
       WHERE mine.user_id = $1 AND other.user_id = ANY($2)`,
      [callerId, userIds],
    );
    return rows.map((row) => row.user_id);
  }

  /** The pairs among these whose two people share a room. */
  async sharingRoom(pairs: (readonly [string, string])[]): Promise<[string, string][]> {
    if (!pairs.length) return [];
    const rows = await this.database.query<{ one: string; other: string }>(
      `SELECT one, other FROM unnest($1::uuid[], $2::uuid[]) AS pair (one, other)
       WHERE EXISTS (SELECT FROM room_members mine JOIN room_members theirs USING (room_id)
                     WHERE mine.user_id = one AND theirs.user_id = other)`,
      [pairs.map(([one]) => one), pairs.map(([, other]) => other)],
    );
    return rows.map(({ one, other }) => [one, other]);
  }
}

/** Whether a transaction failed because another account has got the address. */
export const isEmailTaken = (error: unknown): boolean => isRepeatedKey(error, 'users_email');

/** What stands before a word, as patterns of LIKE. */
const WORD_STARTS = ['', '% ', '%-', '%.', '%(', "%'"];
/** As in the index `users_name_folded`. */
const FOLDED_NAMES = `(folded(u.display_name) || ' ' || u.username_key)`;
const MET = `SELECT other.user_id FROM room_members mine JOIN room_members other USING (room_id) WHERE mine.user_id = :caller`;
