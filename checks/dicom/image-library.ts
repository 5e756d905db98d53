import type { Finding } from '../../model/check';
import { formatCode, sameCode } from '../../model/dicom/codes';
import { attributePath, type ContentItem, findNamed } from '../../model/dicom/sr-tree';
import { CONCEPT } from './concepts';
import { find, type Rule } from './rule';

const GROUPS: Rule = { id: 'tid1600/groups', clause: 'PS3.16 TID 1600 row 2', severity: 'error' };
const ENTRIES: Rule = { id: 'tid1600/entries', clause: 'PS3.16 TID 1600 row 3, TID 1601', severity: 'error' };
const DESCRIPTORS: Rule = { id: 'tid1600/descriptors', clause: 'PS3.16 TID 1601, 1602', severity: 'error' };

/** Image Library (TID 1600): groups, whose entries are images (TID 1601) with descriptors as acquisition context (TID 1602). */
export function checkImageLibrary(root: ContentItem): Finding[] {
  return findNamed(root, CONCEPT.imageLibrary).flatMap((library) => {
    if (library.valueType !== 'CONTAINER') return [];
    return library.children.flatMap((child) => {
      if (child.relationship !== 'CONTAINS') return [];
      if (child.valueType === 'CONTAINER' && sameCode(child.name, CONCEPT.imageLibraryGroup)) return checkGroup(child);
      const where = { path: child.path, seen: nameOf(child), expected: formatCode(CONCEPT.imageLibraryGroup) };
      return [find(GROUPS, 'The Image Library holds something else than groups of images.', where)];
    });
  });
}

const nameOf = ({ name, valueType }: ContentItem): string => `${valueType} ${name ? formatCode(name) : ''}`.trim();

function checkGroup(group: ContentItem): Finding[] {
  const entries = group.children.filter(({ valueType }) => valueType === 'IMAGE');
  const findings =
    entries.length > 0 ? [] : [find(ENTRIES, 'A group of the Image Library has no image.', { path: group.path })];
  for (const item of [group, ...entries]) {
    for (const child of item.children) {
      if (child.valueType === 'IMAGE' || child.relationship === 'HAS ACQ CONTEXT') continue;
      const where = {
        path: attributePath(child, 'RelationshipType'),
        seen: child.relationship,
        expected: 'HAS ACQ CONTEXT',
      };
      findings.push(find(DESCRIPTORS, 'A descriptor of images in the library is no acquisition context.', where));
    }
  }
  return findings;
}
