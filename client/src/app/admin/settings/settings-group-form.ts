import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { accentProblem } from '@api/shared/accent-color.ts';
import type { EditableSetting, Settings, UpdateSettings } from '@api/settings/settings.dto.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Dates } from '../../ui/dates.ts';
import { ChoiceField, type DescribedChoice } from '../../ui/fields/choice-field.ts';
import { SwitchField } from '../../ui/fields/switch-field.ts';
import { TextArea } from '../../ui/fields/text-area.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Icon } from '../../ui/icon.ts';
import { Submission } from '../../ui/submission.ts';
import { AccentSample } from './accent-sample.ts';
import { SettingsAdminApi } from './settings-admin-api.ts';
import { changesIn, isSame, type SettingField, type SettingsGroup, typedOf, undoing } from './settings-fields.ts';

/** Settings that are saved together, each with its reason when it is refused. A save can be undone until the next change. */
@Component({
  selector: 'parley-settings-group-form',
  imports: [AccentSample, ChoiceField, Icon, MatButton, SwitchField, TextArea, TextField],
  templateUrl: './settings-group-form.html',
  styleUrls: ['../../ui/page-form.scss', './settings-group-form.scss'],
})
export class SettingsGroupForm {
  private readonly api = inject(SettingsAdminApi);
  private readonly problems = inject(ProblemTexts);
  private readonly dates = inject(Dates);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  readonly group = input.required<SettingsGroup>();
  readonly settings = input.required<Settings>();
  readonly saved = output<Settings>();

  private readonly values = computed(() => this.settings().values);
  /** Does not change when another group is saved: what is typed here stays. */
  private readonly stored = computed(() => typedOf(this.group(), this.values()), { equal: isSame });
  protected readonly typed = linkedSignal(this.stored);
  private readonly changes = computed(() => changesIn(this.group(), this.typed(), this.values()));
  readonly changed = computed(() => Object.keys(this.changes()).length > 0);
  protected readonly fields = computed(() => this.group().fields.filter((field) => this.isShown(field)));
  /** What the last save has replaced; null when there is nothing to undo. */
  protected readonly before = linkedSignal<boolean, UpdateSettings | null>({
    source: this.changed,
    computation: (changed, previous) => (changed ? null : (previous?.value ?? null)),
  });
  protected readonly announcement = signal('');
  private readonly submission = new Submission(() => this.typed());
  protected readonly busy = this.submission.busy;
  protected readonly formProblem = computed(() => {
    const failure = this.submission.failure();
    return failure && !this.fields().some((field) => this.problem(field)) ? this.problems.of(failure) : null;
  });
  protected readonly lastChange = computed(() => this.describeLastChange());
  protected readonly registrationChoices = computed(() =>
    (['open', 'domains', 'invite', 'closed'] as const).map((value): DescribedChoice<string> => ({
      value,
      label: this.t(`setting.registration.${value}`),
      text: this.t(`setting.registration-text.${value}`),
    })),
  );

  protected label(name: EditableSetting): string {
    return this.t(`setting.${name}`);
  }

  /** With the default, where another value counts. */
  protected hint({ name }: SettingField): string {
    const words = name === 'registration' ? [] : [this.t(`setting.hint.${name}`)];
    const usual = this.settings().defaults[name];
    const isNumber = typeof usual === 'number' && usual !== this.values()[name];
    return [...words, ...(isNumber ? [this.t('setting.default', { value: this.number(usual) })] : [])].join(' ');
  }

  protected problem({ name }: SettingField): string | null {
    return this.problems.ofField(this.submission.failure(), name);
  }

  protected text(name: EditableSetting): string {
    return String(this.typed()[name] ?? '');
  }

  protected set(name: EditableSetting, value: string | boolean): void {
    this.announcement.set('');
    this.typed.update((typed) => ({ ...typed, [name]: value }));
  }

  protected variableOf(name: EditableSetting): string | null {
    return this.settings().locked.find(({ setting }) => setting === name)?.variable ?? null;
  }

  /** The value of a setting that cannot be changed, in words. */
  protected shownValue({ name, kind }: SettingField): string {
    const value = this.values()[name];
    if (typeof value === 'boolean') return this.t(value ? 'setting.on' : 'setting.off');
    if (kind === 'registration') return this.t(`setting.registration.${this.values().registration}`);
    if (typeof value === 'number') return this.number(value);
    return (Array.isArray(value) ? value.join(', ') : value) || this.t('setting.none');
  }

  /** The colour that is typed, if it can be used. */
  protected readonly sample = computed(() => {
    const color = this.text('accentColor').trim();
    return color && !accentProblem(color) ? color : null;
  });

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.changed()) return;
    const changes = this.changes();
    const before = undoing(changes, this.values());
    await this.submission.run(async () => {
      this.saved.emit(await this.api.update(changes));
      this.before.set(before);
      this.announcement.set(this.t('settings.saved'));
    });
  }

  protected async undo(): Promise<void> {
    const before = this.before();
    if (!before) return;
    await this.submission.run(async () => {
      this.saved.emit(await this.api.update(before));
      this.before.set(null);
      this.announcement.set(this.t('settings.undone'));
    });
  }

  protected discard(): void {
    this.typed.set(typedOf(this.group(), this.values()));
  }

  private isShown({ name }: SettingField): boolean {
    return name !== 'registrationDomains' || this.text('registration') === 'domains';
  }

  private number(value: number): string {
    return new Intl.NumberFormat(this.texts.locale()).format(value);
  }

  private describeLastChange(): string {
    const names = new Set<string>(this.group().fields.map(({ name }) => name));
    const last = this.settings()
      .changes.filter(({ setting }) => names.has(setting))
      .sort((a, b) => b.at.localeCompare(a.at))[0];
    if (!last) return '';
    const time = this.dates.moment(last.at);
    return last.by
      ? this.t('setting.changed-by', { name: last.by.displayName, time })
      : this.t('setting.changed', { time });
  }
}
