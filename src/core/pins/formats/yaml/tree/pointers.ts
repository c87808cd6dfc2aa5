/** JSON pointers (RFC 6901), with the number of the document in front where a file has several: `#1/spec/image`. */
import type { YamlFile, YamlNode } from '../node.ts';

/** The pointer that leads to a node. That of a list or map is kept, since all that it holds begins with it. */
export function pointerOf(node: YamlNode, file: YamlFile): string {
  if (node.pointer !== undefined) return node.pointer;
  const { parent, key, root } = node;
  const document = file.roots.length > 1 ? `#${root}` : '';
  const pointer = parent === undefined ? document : `${pointerOf(parent, file)}/${escapeKey(String(key))}`;
  if (node.kind === 'map' || node.kind === 'list') node.pointer = pointer;
  return pointer;
}

/** The nodes that a pointer leads to: two and more where a key stands twice, none where it leads nowhere. Aliases are not followed. */
export function nodesAt(file: YamlFile, pointer: string): YamlNode[] {
  const [, document, path] = /^(?:#(\d{1,9}))?((?:\/[^]*)?)$/.exec(pointer) ?? [];
  if (path === undefined) return [];
  const roots = rootsOf(file, document);
  const keys = path.split('/').slice(1).map(unescapeKey);
  return keys.reduce((nodes, key) => nodes.flatMap((node) => childrenOf(node, key)), roots);
}

function rootsOf({ roots }: YamlFile, document: string | undefined): YamlNode[] {
  if (roots.length > 1) return roots.filter(({ root }) => String(root) === document);
  return document === undefined || document === '0' ? [...roots] : [];
}

function childrenOf(node: YamlNode, key: string): YamlNode[] {
  if (node.kind === 'map') return node.entries.filter((entry) => entry.key === key).map(({ value }) => value);
  if (node.kind !== 'list' || !/^(?:0|[1-9]\d{0,9})$/.test(key)) return [];
  const item = node.items[Number(key)];
  return item === undefined ? [] : [item];
}

const escapeKey = (key: string): string => (/[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key);

const unescapeKey = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~');
