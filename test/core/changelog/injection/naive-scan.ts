import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

const CODE = /<code>[\s\S]*?<\/code>/g;
const TAG = /<[^>]*>/g;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

const unescape = (html: string): string =>
  html.replace(/&(?:#(\d+)|(lt|gt|quot|amp));/g, (_, code: string | undefined, name: string) =>
    code === undefined ? (NAMED[name] ?? '') : String.fromCodePoint(Number(code)),
  );

/** Elements that the templates make, by themselves or of their Markdown. */
const OURS =
  /^<\/?(?:p|ul|li|h[2-4]|hr|table|thead|tbody|tr|th|td|strong|code|a|blockquote|sub|details|summary)(?: href="[^"]*")?(?: \/)?>$/;
const THREAD = /^https?:\/\/(?:www\.)?github\.com\/[^/]+\/[^/]+\/(?:issues|pulls?|discussions)\/\d/i;
const LEADS = /^https:\/\/(?:github\.com|redirect\.github\.com|tracker\.example)\//;
const KEYWORD = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?\s+(?:[\w.-]+\/[\w.-]+)?(?:#\d|GH-\d|https?:\/\/)/i;

/**
 * Looks at the HTML that a body becomes, with nothing of the project's own readers: what could mention, refer, close, lead
 * elsewhere, or is an element or a marker too many.
 */
export function scan(markdown: string, { folds }: { folds: number }): string[] {
  const html = micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  });
  const shown = html.replace(/<!--[\s\S]*?-->/g, '').replace(CODE, '');
  const text = unescape(shown.replace(TAG, ''));
  const tags = shown.match(TAG) ?? [];
  const addresses = [...shown.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, address = '']) => unescape(address));
  return [
    ...tags.filter((tag) => !OURS.test(tag)).map((tag) => `element ${tag}`),
    ...addresses.filter((address) => !LEADS.test(address) || THREAD.test(address)).map((address) => `link ${address}`),
    ...[...text.matchAll(/@[\w-]+/g), ...text.matchAll(/#\d+/g), ...text.matchAll(/\bGH-\d+/gi)].map(
      ([found]) => found,
    ),
    ...(KEYWORD.test(text) ? ['closing keyword'] : []),
    ...(/https?:\/\/|www\./.test(text) ? ['address'] : []),
    ...(tags.filter((tag) => tag === '<details>').length === folds ? [] : ['details']),
    ...(tags.filter((tag) => tag === '</details>').length === folds ? [] : ['end of details']),
  ];
}
