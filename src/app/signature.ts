import { createHmac, timingSafeEqual } from 'node:crypto';

/** `sha256=` and 64 hexadecimal digits, as GitHub writes it (docs: validating webhook deliveries). */
const FORM = /^sha256=([0-9a-f]{64})$/;

/**
 * Whether one of the secrets made the signature over exactly these bytes. Text decoded from them would not do: what is no UTF-8
 * is replaced in it. Every secret is tried whatever the first one says, so that the time taken tells nothing.
 */
export function isSigned(body: Buffer, signature: string, secrets: readonly string[]): boolean {
  const given = FORM.exec(signature)?.[1];
  if (given === undefined) return false;
  const bytes = Buffer.from(given, 'hex');
  const matches = secrets.map((secret) => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), bytes));
  return matches.includes(true);
}
