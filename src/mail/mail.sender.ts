import { MailerService } from '@nestjs-modules/mailer';
import { Injectable, Logger } from '@nestjs/common';
import Handlebars from 'handlebars';
import type { Language } from '../common/languages.ts';
import { ServerSettings } from '../common/settings/server-settings.ts';
import { MailRepository } from './mail.repository.ts';
import type { MailTemplate } from './mail.dto.ts';

const SUBJECTS: Record<Language, Record<MailTemplate, string>> = {
  en: {
    'verify-email': 'Your Parley code: {{code}}',
    'already-registered': 'You already have a Parley account',
    'reset-password': 'Choose a new Parley password',
    'password-changed': 'Your Parley password was changed',
    'change-email': 'Your Parley code: {{code}}',
    'email-in-use': 'Your address already has a Parley account',
    'email-changed': 'The address of your Parley account was changed',
    'email-corrected': 'A Parley account does not use this address any more',
    'new-device': 'You signed in to Parley on a new device',
    'session-stolen': 'A Parley session of yours was ended for safety',
    'admin-role-ended': 'You are no longer an administrator of Parley',
    'admin-disabled': 'Your Parley account was disabled',
    'data-export': 'Your Parley data is ready',
    'missed-messages': '{{{subject}}}',
    reminders: 'You wanted to be reminded',
    'test-mail': 'A test mail from Parley',
    'account-created': 'Your account at {{{server}}}',
    invitation: '{{{inviter}}} invites you to {{{server}}}',
    'second-factor-on': 'Signing in to Parley takes a second factor now',
    'second-factor-off': 'The second factor of your Parley account was turned off',
    'recovery-code-used': 'A recovery code of your Parley account was used',
    'passkey-added': 'A passkey was added to your Parley account',
    'passkey-removed': 'A passkey of your Parley account was removed',
    'passkey-suspect': 'A passkey of your Parley account may have been copied',
    'let-in': 'A link into your Parley account was made',
    'token-made': 'A token of your Parley account was made',
    'token-expiring': 'A token of your Parley account ends soon',
    'token-revoked': 'A token of your Parley account was revoked',
    'identity-connected': '{{{provider}}} signs in to your Parley account now',
    'identity-disconnected': '{{{provider}}} does not sign in to your Parley account any more',
    'sign-in-by-provider': 'How you sign in to Parley',
    'subscription-disabled': 'A subscription of yours gets no events any more',
  },
  de: {
    'verify-email': 'Dein Parley-Code: {{code}}',
    'already-registered': 'Du hast schon ein Parley-Konto',
    'reset-password': 'Wähle ein neues Passwort für Parley',
    'password-changed': 'Dein Parley-Passwort wurde geändert',
    'change-email': 'Dein Parley-Code: {{code}}',
    'email-in-use': 'Deine Adresse hat schon ein Parley-Konto',
    'email-changed': 'Die Adresse deines Parley-Kontos wurde geändert',
    'email-corrected': 'Ein Parley-Konto benutzt diese Adresse nicht mehr',
    'new-device': 'Du hast dich auf einem neuen Gerät bei Parley angemeldet',
    'session-stolen': 'Eine deiner Parley-Sitzungen wurde zur Sicherheit beendet',
    'admin-role-ended': 'Du verwaltest Parley nicht mehr',
    'admin-disabled': 'Dein Parley-Konto wurde gesperrt',
    'data-export': 'Deine Parley-Daten sind bereit',
    'missed-messages': '{{{subject}}}',
    reminders: 'Du wolltest erinnert werden',
    'test-mail': 'Eine Testmail von Parley',
    'account-created': 'Dein Konto bei {{{server}}}',
    invitation: '{{{inviter}}} lädt dich zu {{{server}}} ein',
    'second-factor-on': 'Die Anmeldung bei Parley verlangt jetzt einen zweiten Faktor',
    'second-factor-off': 'Der zweite Faktor deines Parley-Kontos wurde ausgeschaltet',
    'recovery-code-used': 'Ein Wiederherstellungscode deines Parley-Kontos wurde benutzt',
    'passkey-added': 'Dein Parley-Konto hat einen neuen Passkey',
    'passkey-removed': 'Ein Passkey deines Parley-Kontos wurde entfernt',
    'passkey-suspect': 'Ein Passkey deines Parley-Kontos wurde vielleicht kopiert',
    'let-in': 'Ein Link in dein Parley-Konto wurde erstellt',
    'token-made': 'Dein Parley-Konto hat ein neues Token',
    'token-expiring': 'Ein Token deines Parley-Kontos läuft bald ab',
    'token-revoked': 'Ein Token deines Parley-Kontos wurde widerrufen',
    'identity-connected': '{{{provider}}} meldet jetzt bei deinem Parley-Konto an',
    'identity-disconnected': '{{{provider}}} meldet nicht mehr bei deinem Parley-Konto an',
    'sign-in-by-provider': 'Wie du dich bei Parley anmeldest',
    'subscription-disabled': 'Eines deiner Abonnements bekommt keine Ereignisse mehr',
  },
};

/** Sends single mails of the outbox to the mail server. */
@Injectable()
export class MailSender {
  private readonly logger = new Logger(MailSender.name);

  constructor(
    private readonly mails: MailRepository,
    private readonly mailer: MailerService,
    private readonly settings: ServerSettings,
  ) {}

  /** @throws Error when the mail server refuses the connection or the login */
  async verifyConnection(): Promise<void> {
    await this.mailer.getTransporter().verify();
  }

  async send(mailId: string): Promise<void> {
    const mail = await this.mails.claim(mailId);
    if (!mail) return; // sent already, or claimed by another sender
    const { language, template } = mail;
    try {
      await this.mailer.sendMail({
        from: this.settings.values.mailSender,
        to: { name: '', address: mail.recipient },
        subject: Handlebars.compile(SUBJECTS[language][template], { strict: true })(mail.data),
        template: `./${template}/${language}`,
        textTemplate: `./${template}/${language}.txt`,
        context: mail.data,
        // No holiday note answers a program (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated', ...mail.headers },
        // The same on every try, so that a mail client recognises a mail that was sent twice.
        messageId: `<${mail.id}@${domainOf(this.settings.values.mailSender)}>`,
      });
      await this.mails.markSent(mail.id);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`Mail ${mail.id} (${template}), try ${mail.tries}: ${reason}`);
      await this.mails.markFailed(mail.id, reason, { tries: mail.tries, isPermanent: isPermanent(error) });
    }
  }
}

/** Of an address such as `Parley <parley@example.org>`. */
export const domainOf = (sender: string): string => /@([^\s@>]+)>?\s*$/.exec(sender)?.[1] ?? 'localhost.localdomain';

/**
 * Whether the mail server refuses this recipient or mail for good (RFC 5321, 4.2.1: a reply of 5xx), such as an address that
 * does not exist. A refused sign-in or sender is the operator's to mend.
 */
function isPermanent(error: unknown): boolean {
  const { responseCode = 0, command = '' } = Object(error) as { responseCode?: number; command?: string };
  return responseCode >= 500 && responseCode < 600 && /^(?:RCPT TO|DATA)/.test(command);
}
