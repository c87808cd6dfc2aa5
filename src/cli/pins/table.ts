import { plural } from '../../core/text/phrases.ts';
import { printable } from '../../core/text/printable.ts';
import { valueOf, type ListedPin, type Listing } from './look-through.ts';

/** What was found, aligned for people, with nothing cut; with a pipeline the stages that move each reference as well. */
export function tableOf({ pins, read }: Listing, hasStages: boolean): string {
  if (pins.length === 0) return `No references found in ${plural(read, 'file')}.\n`;
  const refusals = [...new Set(pins.flatMap(({ pin }) => pin.refusal ?? []))];
  const numbers = new Map(refusals.map((refusal, index) => [refusal, `[${index + 1}]`]));
  const head = ['component', 'place', 'kind', 'value', ...(hasStages ? ['moved by'] : [])];
  const rows = [head, ...pins.map((listed) => cells(listed, { hasStages, numbers }).map(printable))];
  const notes = refusals.map((refusal) => printable(`${numbers.get(refusal) ?? ''} ${refusal}`));
  const parts = [aligned(rows), notes, drift(pins)].filter((lines) => lines.length > 0);
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const [head = []] = rows;
  const widths = head.map((_, column) => rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cells(
  { component = '-', file, pin, movedBy }: ListedPin,
  { hasStages, numbers }: { hasStages: boolean; numbers: ReadonlyMap<string, string> },
): string[] {
  const number = pin.refusal === undefined ? undefined : numbers.get(pin.refusal);
  const value = [valueOf(pin) || '-', number].filter((part) => part !== undefined).join(' ');
  const stages = movedBy?.length === 0 ? '-' : (movedBy ?? []).join(', ');
  return [component, `${file}:${pin.line}`, pin.kind, value, ...(hasStages ? [stages] : [])];
}

function drift(pins: readonly ListedPin[]): string[] {
  const count = pins.filter(({ movedBy }) => movedBy?.length === 0).length;
  const are = count === 1 ? 'is' : 'are';
  return count === 0 ? [] : [`${plural(count, 'reference')} to images of this pipeline ${are} moved by no stage.`];
}
