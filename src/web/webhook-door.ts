/** GitHub sends no larger payload (docs: webhook events and payloads). */
export const LARGEST_PAYLOAD_BYTES = 25 * 1024 * 1024;

/** One webhook call as it came over the wire; header names in lower case. */
export interface WebhookCall {
  headers: Record<string, string | undefined>;
  body: Buffer;
}

/** Takes a webhook call; `status` is the HTTP status to answer. */
export type WebhookDoor = (call: WebhookCall) => Promise<{ status: number; says: string }>;
