/** The end of a section: four zeros instead of a length. */
export const FLUSH = Buffer.from('0000');

const LENGTH_DIGITS = 4;
/** The most a pkt-line carries beside its length. */
const LARGEST_PAYLOAD = 65_516;

/** One pkt-line: four hexadecimal digits of length (their own included), then the payload. */
export function pktLine(payload: Buffer | string): Buffer {
  const bytes = Buffer.from(payload as string);
  return Buffer.concat([Buffer.from((bytes.length + LENGTH_DIGITS).toString(16).padStart(LENGTH_DIGITS, '0')), bytes]);
}

/** Wraps bytes as side-band channel 1 (the data channel) and ends the stream. */
export function sideBand(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += LARGEST_PAYLOAD - 1) {
    parts.push(pktLine(Buffer.concat([Buffer.from([1]), bytes.subarray(at, at + LARGEST_PAYLOAD - 1)])));
  }
  return Buffer.concat([...parts, FLUSH]);
}

/** Side-band channel 2: git shows every line of it with `remote: ` before. It goes before what `sideBand` ends. */
export function remoteWords(words: string): Buffer {
  return words === '' ? Buffer.alloc(0) : pktLine(Buffer.concat([Buffer.from([2]), Buffer.from(words)]));
}

/** The data channel of a side-band stream, put together again. */
export function unwrapSideBand(stream: Buffer): Buffer {
  const payloads = readSection(stream)?.lines ?? [];
  return Buffer.concat(payloads.filter((payload) => payload[0] === 1).map((payload) => payload.subarray(1)));
}

/** The pkt-lines up to the first flush and where the bytes after it begin; undefined while the flush is still to come. */
export function readSection(bytes: Buffer): { lines: Buffer[]; end: number } | undefined {
  const lines: Buffer[] = [];
  for (let at = 0; at + LENGTH_DIGITS <= bytes.length;) {
    const digits = bytes.toString('latin1', at, at + LENGTH_DIGITS);
    if (!/^[0-9a-f]{4}$/i.test(digits)) throw new Error(`not a pkt-line length: ${JSON.stringify(digits)}`);
    const length = Number.parseInt(digits, 16);
    if (length === 0) return { lines, end: at + LENGTH_DIGITS };
    if (length < LENGTH_DIGITS) throw new Error(`a special pkt-line stands where none belongs: ${digits}`);
    if (at + length > bytes.length) return undefined;
    lines.push(bytes.subarray(at + LENGTH_DIGITS, at + length));
    at += length;
  }
  return undefined;
}
