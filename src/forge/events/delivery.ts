/** One webhook call that is to be made. */
export interface Delivery {
  /** Unique per attempt, and what GitHub's delivery list pages by. */
  id: number;
  /** `X-GitHub-Delivery`: a redelivery keeps it, so it is what receivers tell repetitions by. */
  guid: string;
  event: string;
  action: string | null;
  redelivery: boolean;
  /** How often its guid was sent before. */
  attempt: number;
  /** When it was queued, in milliseconds of the virtual clock. */
  queuedAt: number;
  installationId: number | null;
  repositoryId: number | null;
  url: string;
  headers: Record<string, string>;
  /** The signed bytes; a payload is what the world was when the event happened. */
  body: string;
}

/** A delivery as GitHub lists it afterwards. */
export interface LoggedDelivery extends Delivery {
  /** Milliseconds of the virtual clock. */
  deliveredAt: number;
  status: string;
  /** 0 when no answer came. */
  statusCode: number;
}

/** How long an answer is waited for, in milliseconds, by github.com and by GitHub Enterprise Server. */
const usualPatience = { cloud: 10_000, server: 30_000 };

/** Makes HTTP calls that give up like GitHub's, with a `TimeoutError`. */
export function deliverWithin(patience: typeof usualPatience) {
  return async (url: string, headers: Record<string, string>, body: string): Promise<number> => {
    const wait = 'x-github-enterprise-host' in headers ? patience.server : patience.cloud;
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(wait) });
    await response.arrayBuffer();
    return response.status;
  };
}

/** Makes the HTTP call as patiently as GitHub does. */
export const postDelivery = deliverWithin(usualPatience);
