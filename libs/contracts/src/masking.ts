import type { CustomerIdentity } from './shapes.js';

/**
 * A customer's identity as everybody who works on a case may see it: name and company as they are, ways to reach them
 * and accounts masked. The full values are revealed with a reason only.
 */
export function maskedIdentity(identity: CustomerIdentity): CustomerIdentity {
  const { phone, email, memberId, accountId, ...shown } = identity;
  return {
    ...shown,
    ...(phone !== undefined && { phone: maskPhone(phone) }),
    ...(email !== undefined && { email: maskEmail(email) }),
    ...(memberId !== undefined && { memberId: maskAccount(memberId) }),
    ...(accountId !== undefined && { accountId: maskAccount(accountId) }),
  };
}

/** `13800001234` -> `138****1234`, `+86 138 0000 1234` -> `+86138****1234`; too short a number shows nothing. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  const plus = phone.trim().startsWith('+') ? '+' : '';
  return digits.length < 9 ? '****' : `${plus}${digits.slice(0, -8)}****${digits.slice(-4)}`;
}

/** `anna@example.com` -> `a***@example.com`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return at < 1 ? '***' : `${email.slice(0, 1)}***${email.slice(at)}`;
}

/** The last two characters of what is long enough to stay unknown. */
export function maskAccount(account: string): string {
  return account.length < 6 ? '***' : `***${account.slice(-2)}`;
}
