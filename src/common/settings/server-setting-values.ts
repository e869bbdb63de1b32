export const REGISTRATION_MODES = ['open', 'invite', 'domains', 'closed'] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

/** The settings of the whole server that administrators change while it runs. */
export interface ServerSettingValues {
  registration: RegistrationMode;
  /** For `domains`; see `isOfDomain`. */
  registrationDomains: string[];
  guestAccess: boolean;
  /** Empty for "Parley". */
  serverName: string;
  /** The key of the stored picture, as those of avatars. */
  logo: string | null;
  /** As `#1d5d50`; null for Parley's own. */
  accentColor: string | null;
  mailSender: string;
  /** Characters of a message. */
  messageLength: number;
  /** Megabytes of a file, of all files of a person, and of all files; null for no bound of the last. */
  fileSize: number;
  uploadQuota: number;
  totalQuota: number | null;
  /** Days that sessions which have ended are kept, mails that were sent or given up, and entries of the audit log (0: for ever). */
  sessionRetention: number;
  mailRetention: number;
  auditRetention: number;
  /** Hours that a file is kept which was uploaded and never sent. */
  unsentFileRetention: number;
  /** Per address: registrations and guests within an hour, sign-ins within a minute. */
  registrationsPerAddress: number;
  guestsPerAddress: number;
  loginsPerAddress: number;
  /** Networks (CIDR) whose people are not counted by address when they register or sign in. */
  trustedNetworks: string[];
}

export type ServerSettingName = keyof ServerSettingValues;
