interface Mail {
  subject: string;
  text: string;
  html: string;
  /** By name in lower case. */
  headers: Record<string, string>;
}

const address = () => `${process.env.TEST_MAILBOX_URL}/api/mails`;

/** All that came to an address, newest first. */
export const mailsTo = async (email: string): Promise<Mail[]> =>
  (await (await fetch(`${address()}?to=${encodeURIComponent(email)}`)).json()) as Mail[];

/** Waits for the newest mail to an address. */
export async function mailTo(email: string, wanted: (mail: Mail) => boolean = () => true): Promise<Mail> {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    const mail = (await mailsTo(email)).find(wanted);
    if (mail) return mail;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`No mail to ${email} within ten seconds`);
}

/** The six digits mailed last, other than `not`. */
export async function codeFor(email: string, not?: string): Promise<string> {
  const code = (mail: Mail) => /: (\d{6})$/.exec(mail.subject)?.[1];
  return code(await mailTo(email, (mail) => code(mail) !== undefined && code(mail) !== not)) ?? '';
}
