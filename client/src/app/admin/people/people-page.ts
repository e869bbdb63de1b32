import { Component, computed, inject, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import type { Account, AddedPerson, UpdateAccount } from '@api/admin/admin.dto.ts';
import type { Role } from '@api/shared/roles.ts';
import { firstValueFrom } from 'rxjs';
import { RoomDialogs } from '../../room-list/room-dialogs.ts';
import { ServerInfo } from '../../auth/server-info.ts';
import { Session } from '../../auth/session.ts';
import { debounced } from '../../ui/debounced.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { Dates } from '../../ui/dates.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { InertClosedMenu } from '../../ui/inert-closed-menu.ts';
import { Icon } from '../../ui/icon.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { SelectField } from '../../ui/fields/select-field.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { Avatar } from '../../users/avatar.ts';
import { mayManage, ROLES_HIGHEST_FIRST, assignableRoles } from '../../auth/roles.ts';
import { fileSize } from '../../ui/file-size.ts';
import { ListAction, ListActionOutcome } from '../../ui/feedback/list-action.ts';
import { signInChips, signInChoices, type SignInFilter, signInQuery } from './account-sign-in.ts';
import { AccountsAdminApi } from './accounts-admin-api.ts';
import { AttentionCountsDialog } from './attention-counts-dialog.ts';
import { AddPersonDialog } from './add-person-dialog.ts';
import { CorrectAccountDialog } from './correct-account-dialog.ts';
import { type Deletion, EraseDialog } from './erase-dialog.ts';
import { LinkDialog, type ShownOnce } from './link-dialog.ts';
import { PersonTokensDialog, type TokenOwner } from './person-tokens-dialog.ts';
import { trimText } from '@api/shared/visible-text.ts';

/** All accounts of the server. Only what the server would allow is offered. */
@Component({
  selector: 'parley-people-page',
  imports: [
    Avatar,
    EmptyState,
    Icon,
    InertClosedMenu,
    ListActionOutcome,
    ListEnd,
    LoadFailure,
    MatButton,
    MatIconButton,
    MatMenuModule,
    RouterLink,
    SelectField,
    SkeletonRows,
    TextField,
  ],
  templateUrl: './people-page.html',
  styleUrls: ['../../ui/page-form.scss', '../rows.scss'],
})
export class PeoplePage {
  private readonly accounts = inject(AccountsAdminApi);
  private readonly session = inject(Session);
  private readonly dialog = inject(MatDialog);
  protected readonly dialogs = inject(RoomDialogs);
  protected readonly server = inject(ServerInfo);
  private readonly dates = inject(Dates);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  protected readonly query = signal('');
  protected readonly role = signal<Role | ''>('');
  protected readonly signIn = signal<SignInFilter>('');
  private readonly settled = debounced(this.query, 250);
  /** How many match, on all pages. */
  protected readonly total = signal(0);
  protected readonly list = pagedList(
    () => ({ q: trimText(this.settled()), role: this.role(), ...signInQuery(this.signIn()) }),
    async (filter, cursor) => {
      const page = await this.accounts.find(filter, cursor);
      this.total.set(page.total);
      return page;
    },
  );
  protected readonly roleKey = (role: Role) => `role.${role}` as const;
  protected readonly roleChoices = computed(() => [
    { value: '' as const, label: this.t('admin.any-role') },
    ...ROLES_HIGHEST_FIRST.map((role) => ({ value: role, label: this.t(this.roleKey(role)) })),
  ]);
  private readonly providers = computed(() => this.server.current()?.signIn.providers ?? []);
  protected readonly signInChoices = computed(() => signInChoices(this.providers(), this.t));
  /** Administrators read the audit log, invite and add people, and delete accounts. */
  protected readonly isAdmin = computed(() => this.session.me()?.role === 'admin');
  protected readonly rows = computed(() => this.list.items().map((account) => this.row(account)));
  protected readonly action = new ListAction();

  protected clearFilter(): void {
    this.query.set('');
    this.role.set('');
    this.signIn.set('');
  }

  protected async giveRole(account: Account, role: 'admin' | 'moderator' | 'member'): Promise<void> {
    const name = account.displayName;
    const question = {
      title: this.t('admin.make-admin-title', { name }),
      text: this.t('admin.make-admin-text'),
      action: this.t('admin.make-admin'),
      harmless: true,
    };
    if (role === account.role || (role === 'admin' && !(await confirmed(this.dialog, question)))) return;
    await this.change(account, { role });
    this.action.announce(this.t('admin.role-changed', { name, role: this.t(this.roleKey(role)) }));
  }

  protected async disable(account: Account): Promise<void> {
    const question = {
      title: this.t('admin.disable-title', { name: account.displayName }),
      text: this.t('admin.disable-text'),
      action: this.t('admin.disable'),
    };
    if (await confirmed(this.dialog, question)) await this.change(account, { disabled: true });
  }

  protected enable(account: Account): Promise<void> {
    return this.change(account, { disabled: false });
  }

  protected async signOutEverywhere(account: Account): Promise<void> {
    const name = account.displayName;
    const question = {
      title: this.t('admin.end-sessions-title', { name }),
      text: this.t('admin.end-sessions-text'),
      action: this.t('account.sign-out'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.action.run(async () => {
      await this.accounts.endSessions(account.id);
      this.action.announce(this.t('admin.sessions-ended', { name }));
    });
  }

  protected showAttention(account: Account): void {
    this.dialog.open(AttentionCountsDialog, { data: account, width: '32rem' });
  }

  protected async addPerson(): Promise<void> {
    const dialog = this.dialog.open<AddPersonDialog, undefined, AddedPerson>(AddPersonDialog, { width: '30rem' });
    const added = await firstValueFrom(dialog.afterClosed());
    if (!added) return;
    const { account, link, linkExpiresAt } = added;
    this.list.reload();
    this.action.announce(this.t('admin.added', { name: account.displayName }));
    this.showLink({
      name: account.displayName,
      link,
      until: linkExpiresAt,
      ...(account.email && { email: account.email }),
    });
  }

  protected async correct(data: Account): Promise<void> {
    const dialog = this.dialog.open<CorrectAccountDialog, Account, Account>(CorrectAccountDialog, {
      data,
      width: '30rem',
    });
    const corrected = await firstValueFrom(dialog.afterClosed());
    if (!corrected) return;
    this.list.update((each) => (each.id === corrected.id ? corrected : each));
    this.action.announce(this.t('admin.corrected', { name: corrected.displayName }));
  }

  protected async passwordLink({ id, displayName: name }: Account): Promise<void> {
    const question = {
      title: this.t('admin.password-link-title', { name }),
      text: this.t('admin.password-link-text'),
      action: this.t('admin.password-link-action'),
      harmless: true,
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.action.run(async () => {
      const { link, linkExpiresAt } = await this.accounts.passwordLink(id);
      this.showLink({ name, link, until: linkExpiresAt });
    });
  }

  protected async resetSecondFactor({ id, displayName: name }: Account): Promise<void> {
    const question = {
      title: this.t('admin.reset-factor-title', { name }),
      text: this.t('admin.reset-factor-text'),
      action: this.t('admin.reset-factor-action'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.action.run(async () => {
      await this.accounts.resetSecondFactor(id);
      this.action.announce(this.t('admin.factor-reset', { name }));
      this.list.reload();
    });
  }

  protected async erase({ id, username, displayName: name }: Account): Promise<void> {
    const data: Deletion = {
      title: this.t('admin.erase-title', { name }),
      text: this.t('admin.erase-text'),
      action: this.t('admin.erase'),
      name: username,
      field: this.t('admin.erase-field', { username }),
      refusedField: 'username',
      run: (typed) => this.accounts.erase(id, typed),
    };
    const dialog = this.dialog.open<EraseDialog, Deletion, boolean>(EraseDialog, { data, width: '30rem' });
    if (!(await firstValueFrom(dialog.afterClosed()))) return;
    this.list.reload();
    this.action.announce(this.t('admin.erased', { name }));
  }

  protected showTokens({ id, displayName: name }: Account): void {
    const data: TokenOwner = { id, name };
    this.dialog.open<PersonTokensDialog, TokenOwner>(PersonTokensDialog, { data, width: '36rem' });
  }

  private showLink(data: ShownOnce): void {
    this.dialog.open<LinkDialog, ShownOnce>(LinkDialog, { data, width: '30rem' });
  }

  private change(account: Account, changes: UpdateAccount): Promise<void> {
    return this.action.run(async () => {
      const changed = await this.accounts.update(account.id, changes);
      this.list.update((each) => (each.id === changed.id ? changed : each));
    });
  }

  private row(account: Account) {
    const me = this.session.me();
    const self = account.id === me?.id;
    const joined = this.t('admin.joined', { time: this.dates.moment(account.createdAt) });
    return {
      account,
      self,
      isManageable: !self && mayManage(me?.role, account.role),
      roles: self ? [] : assignableRoles(me?.role, account.role),
      contact: account.email ? `@${account.username} · ${account.email}` : `@${account.username}`,
      signIn: signInChips(account, this.providers(), this.t),
      seen: [joined, ...this.lastVisit(account), ...this.stored(account), ...this.managedBy(account)].join(' · '),
    };
  }

  private lastVisit({ here, lastSeenAt }: Account): string[] {
    if (here) return [this.t('admin.here')];
    return lastSeenAt ? [this.t('admin.seen', { time: this.dates.moment(lastSeenAt) })] : [];
  }

  private managedBy({ managedBy }: Account): string[] {
    const name = this.providers().find(({ id }) => id === managedBy)?.name;
    return name === undefined ? [] : [this.t('admin.managed-by', { name })];
  }

  private stored({ storedBytes }: Account): string[] {
    return storedBytes ? [this.t('admin.stored', { size: fileSize(storedBytes, this.texts.locale()) })] : [];
  }
}
