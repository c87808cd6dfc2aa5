/** GitHub's global node ids: opaque to clients, readable by the forge, so that no index of nodes is needed. */
export type NodeKind =
  | 'U'
  | 'BOT'
  | 'O'
  | 'A'
  | 'R'
  | 'RR'
  | 'RRQ'
  | 'RE'
  | 'REF'
  | 'BPR'
  | 'C'
  | 'T'
  | 'B'
  | 'CMP'
  | 'PR'
  | 'I'
  | 'IC'
  | 'PRR'
  | 'PURC'
  | 'L'
  | 'LA'
  | 'MQ'
  | 'MQE'
  | 'CR'
  | 'CS'
  | 'SC'
  | 'SCR'
  | 'DE'
  | 'DES'
  | 'TA'
  | 'TM'
  | 'WF'
  | 'WFR'
  | 'EV';

/** Formats a node id; the parts hold no `|`. */
export function nodeId(kind: NodeKind, ...parts: (string | number)[]): string {
  return `${kind}_${Buffer.from(parts.join('|')).toString('base64url')}`;
}

/** Reads a node id back, or undefined when it is none of ours. */
export function parseNodeId(id: string): { kind: string; parts: string[] } | undefined {
  const [, kind, encoded] = /^([A-Z]+)_(.+)$/s.exec(id) ?? [];
  if (kind === undefined || encoded === undefined) return undefined;
  return { kind, parts: Buffer.from(encoded, 'base64url').toString().split('|') };
}
