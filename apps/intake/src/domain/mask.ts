/** What everybody may see of a customer: enough to recognise them in a conversation, not enough to call them. */

/** `138****1234`: three digits in front, four behind; of a short number only the last two. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/[^\d]/g, '');
  const national = phone.startsWith('+86') ? digits.slice(2) : digits;
  if (national.length < 8) return `****${national.slice(-2)}`;
  return `${national.slice(0, 3)}****${national.slice(-4)}`;
}

/** `l***@example.com`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? '***' : `${first(email)}***${email.slice(at)}`;
}

/** The first character, as it is usual for Chinese and Western names alike. */
export function maskName(name: string): string {
  return `${first(name)}**`;
}

/** The last two characters of a number that identifies somebody. */
export function maskNumber(value: string): string {
  return value.length <= 4 ? '****' : `****${value.slice(-2)}`;
}

function first(text: string): string {
  return [...text][0] ?? '';
}
