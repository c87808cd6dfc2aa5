/** How a new text has to be quoted so that it stays the string that it is. */
import type { Edit, PinPart } from '../../../pin-file.ts';

/** What readers of YAML 1.1 or 1.2 take for a number, a truth value, null, a date or a merge, if it is not quoted. */
const NO_STRING = [
  /^(?:~|null|Null|NULL|<<|=)?$/,
  /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  // go-yaml, which reads for Kubernetes, drops the underscores of any number.
  /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[\da-fA-F_]+)$/,
  /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.[\d_]+)(?:[eE][-+]?\d+)?$/,
  /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/,
  /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^\d{4}-\d{1,2}-\d{1,2}(?:t.*)?$/i,
];

/** Whether a text would stop being a string if it stood without quotes. */
export const needsQuotes = (text: string): boolean => NO_STRING.some((pattern) => pattern.test(text));

/** What to write so that the part says this text. A scalar without quotes gets them where it would stop being a string. */
export function editScalar(fileText: string, { start, end, plain }: PinPart, to: string): Edit {
  const scalar = plain && fileText.slice(plain.start, start) + to + fileText.slice(end, plain.end);
  if (plain === undefined || scalar === undefined || !needsQuotes(scalar)) return { start, end, to };
  return { ...plain, to: `"${scalar}"` };
}
