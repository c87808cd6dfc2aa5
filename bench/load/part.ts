/** What every part of the bench works with. */
export interface Bench {
  keys: { publicKey: string; privateKey: string };
  secret: string;
  seconds: number;
  /** Deliveries a second. */
  rate: number;
  /** Without it Sluice has the embedded store. */
  database?: string;
  tell(text: string): void;
  /** A figure that is promised, and whether it was kept. */
  promises(holds: boolean, text: string): void;
}
