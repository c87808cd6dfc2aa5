/** The services of a GitLab CI job (docs.gitlab.com, CI/CD YAML syntax: `services`), which are images by themselves or by their `name`. */
import type { Place } from '../../../pin-file.ts';
import { placeOfWhole, type Field } from '../../image-fields.ts';
import { readInterpolated } from '../interpolation.ts';
import type { YamlFile, YamlNode } from '../node.ts';
import { fieldOf } from '../tree/entries.ts';
import { ownField } from './path.ts';

const read = readInterpolated({ isCompose: false });

/** The image of an item of `services`. */
export function servicesIn(node: YamlNode, file: YamlFile): Place[] {
  const list = node.parent;
  if (list?.kind !== 'list' || list.key !== 'services') return [];
  return imageOf(node.kind === 'map' ? fieldOf(node, 'name', file) : ownField(node, file));
}

function imageOf(named: Field | undefined): Place[] {
  const whole = named && read(named.value);
  return named && whole ? [placeOfWhole('kubernetes', named, whole)] : [];
}
