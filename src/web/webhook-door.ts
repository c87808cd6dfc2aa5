/** GitHub sends no larger payload (docs: webhook events and payloads). */
export const LARGEST_PAYLOAD_BYTES = 25 * 1024 * 1024;

/** One webhook call as it came over the wire; header names in lower case. */
export interface WebhookCall {
  headers: Record<string, string | undefined>;
  body: Buffer;
}

/** What the caller is told. */
export interface WebhookAnswer {
  /** The HTTP status. */
  status: number;
  says: string;
  /** Seconds, as the header `retry-after` has them. */
  retryAfter?: string;
}

/** Takes a webhook call. */
export type WebhookDoor = (call: WebhookCall) => Promise<WebhookAnswer>;
