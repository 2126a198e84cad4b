import { type SentMessageInfo, createTransport } from 'nodemailer';
import { type CarrierLine, NotSentError, RefusedError } from './carrier-line.js';
import type { SmtpConfig } from './config.js';
import { EMAIL_LENGTH_MAX, SMTP_CONNECTIONS_MAX, SUBJECT_LENGTH_MAX } from './limits.js';
import { cut } from './domain/cut.js';
import type { Message } from './message-rows.js';

/** One mailbox and nothing else: no second recipient, no name, no header that a line break would begin. */
const MAILBOX =
  /^[^\s<>()[\]\\,;:@"\u0000-\u001f\u007f]{1,64}@[^\s<>()[\]\\,;:@"\u0000-\u001f\u007f]{1,253}$/;

/** What nodemailer says of an error, as far as it is looked at. */
interface SmtpError {
  readonly code?: string;
  readonly originalCode?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly permanent?: boolean;
  readonly timeoutType?: string;
}

/**
 * E-mail over SMTP: plain text to one mailbox. A mail may be sent again, since its Message-ID follows from the message
 * and stays the same; servers and people recognise the second one by it.
 */
export function smtpLine({ url, from, timeoutMs }: SmtpConfig): CarrierLine {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: SMTP_CONNECTIONS_MAX,
    // How often a mail is sent is counted in the database; the pool would send again by itself.
    maxRequeues: 0,
    // A password is not said over a connection that anybody can read.
    ...(new URL(url).password === '' ? {} : { requireTLS: true }),
    ...{
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
    },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    repeatable: true,
    close: () => transport.close(),
    send: async (message, address) => {
      const to = address !== null && 'email' in address ? address.email : '';
      if (to.length > EMAIL_LENGTH_MAX || !MAILBOX.test(to)) throw new RefusedError('not an e-mail address');
      const messageId = `<${message.id}@${domain}>`;
      try {
        const sent: SentMessageInfo = await transport.sendMail({
          ...{ from, to: { name: '', address: to }, messageId },
          ...{ subject: subjectOf(message), text: message.text },
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': message.language },
        });
        if ((sent.rejected ?? []).length > 0) throw new RefusedError('the recipient was rejected');
        return { reference: messageId };
      } catch (error) {
        throw error instanceof RefusedError ? error : read(error as SmtpError);
      }
    },
  };
}

/** One line: whatever stands in a name or a number cannot begin a header. */
function subjectOf({ subject, template }: Message): string {
  return cut((subject ?? template).replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim(), SUBJECT_LENGTH_MAX);
}

const BEFORE_THE_MAIL = new Set(['EDNS', 'ETLS', 'ECONFIG', 'EAUTH', 'ENOAUTH', 'EREQUIRETLS']);
const UNREACHED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);
const BEFORE_THE_GREETING = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT']);

/** What became of the mail. The server's own words are not repeated: they name the mailbox. */
function read({ code, originalCode, command, responseCode, permanent, timeoutType }: SmtpError): Error {
  const step = /^[A-Z ]{1,20}$/.exec(command ?? '')?.[0] ?? 'unknown step';
  const isOurs = BEFORE_THE_MAIL.has(code ?? '');
  if (responseCode !== undefined) {
    const reason = `SMTP ${responseCode} at ${step}`;
    // A refused password says nothing about the recipient, and somebody will mend it.
    return permanent === true && !isOurs ? new RefusedError(reason) : new NotSentError(reason);
  }
  const reason = `SMTP ${originalCode ?? code ?? 'error'} at ${step}`;
  // nodemailer calls every loss of a connection `CONN`, whatever was under way.
  const isBefore = isOurs || UNREACHED.has(originalCode ?? '') || BEFORE_THE_GREETING.has(timeoutType ?? '');
  return isBefore ? new NotSentError(reason) : new Error(reason);
}
