/** Milliseconds. */
export interface Figures {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

/** What half of the values, and 99 of 100, do not exceed. */
export function figuresOf(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

export const shown = ({ count, p50, p99, max }: Figures, unit = 'ms'): string =>
  `${count}, p50 ${rounded(p50)} ${unit}, p99 ${rounded(p99)} ${unit}, max ${rounded(max)} ${unit}`;

export const rounded = (value: number): string => (value < 100 ? value.toFixed(1) : String(Math.round(value)));
