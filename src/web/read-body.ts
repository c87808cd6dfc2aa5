import type { IncomingMessage } from 'node:http';

import type { BodyPlace } from './body-room.ts';

/** The body; `too-large` above `most` bytes, `no-room` where too many others are held. It is never held whole before that is known. */
export async function readBody(
  request: IncomingMessage,
  { place, most }: { place: BodyPlace; most: number },
): Promise<Buffer | 'too-large' | 'no-room'> {
  if (Number(request.headers['content-length'] ?? 0) > most) return 'too-large';
  const chunks: Buffer[] = [];
  let size = 0;
  // The socket stays, so that the refusal can still be said.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) return 'too-large';
    if (!place.grow(chunk.length)) return 'no-room';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
