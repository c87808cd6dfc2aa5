/** Of all bodies that are being read or stored, together. */
const MOST_BYTES = 96 * 1024 * 1024;

/** Of them, what large bodies may take: the rest is for ordinary deliveries, whoever sends large ones. */
const MOST_OF_LARGE_BYTES = 64 * 1024 * 1024;

/** GitHub's ordinary payloads are below 100 KB. */
const LARGE_BYTES = 1024 * 1024;

/** The memory that bodies may hold at once. Bytes count as they arrive: what a header announces costs nothing yet. */
export class BodyRoom {
  #used = 0;

  /** What one body takes up. */
  enter(): BodyPlace {
    let own = 0;
    return {
      grow: (bytes) => {
        const most = own + bytes > LARGE_BYTES ? MOST_OF_LARGE_BYTES : MOST_BYTES;
        if (this.#used + bytes > most) return false;
        own += bytes;
        this.#used += bytes;
        return true;
      },
      leave: () => {
        this.#used -= own;
        own = 0;
      },
    };
  }
}

/** One body's part of the room. */
export interface BodyPlace {
  /** False when there is no room for so many bytes more. */
  grow(bytes: number): boolean;
  /** Gives everything back; it may be called twice. */
  leave(): void;
}
