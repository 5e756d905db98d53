import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import {
  attributePath,
  buildContentTree,
  type ContentItem,
  resolveTarget,
  walkContent,
} from '../../model/dicom/sr-tree';
import { checkEvidence } from './evidence';
import { collapse, find, type Rule } from './rule';
import { checkGraphic } from './sr-graphics';
import { checkItem } from './sr-items';
import { isAllowed, relationshipTable, type RelationshipTable } from './sr-relationships';

const RELATIONSHIP: Rule = { id: 'sr/relationship-allowed', clause: 'PS3.3 A.35', severity: 'error' };
const BY_REFERENCE: Rule = { id: 'sr/by-reference-allowed', clause: 'PS3.3 A.35', severity: 'error' };
const TARGET: Rule = { id: 'sr/reference-target-exists', clause: 'PS3.3 C.17.3', severity: 'error' };
const VERIFIED: Rule = { id: 'sr/verified-is-complete', clause: 'PS3.3 C.17.2', severity: 'error' };

/** An SR document as such, whatever its template: content items, relationships, flags, evidence (PS3.3 A.35, C.17). */
export function checkSrDocument(object: DicomObject): Finding[] {
  const { dataset } = object;
  const findings: Finding[] = [];
  if (dataset.string('VerificationFlag') === 'VERIFIED' && dataset.string('CompletionFlag') !== 'COMPLETE') {
    const where = {
      path: 'VerificationFlag',
      seen: 'VERIFIED',
      expected: 'UNVERIFIED while Completion Flag is not COMPLETE',
    };
    findings.push(find(VERIFIED, 'The document is verified but not complete.', where));
  }
  const root = buildContentTree(dataset);
  return [...findings, ...checkContent(root, object.sopClassUid), ...checkEvidence(root)];
}

/** The content tree, also of a Key Object Selection. */
export function checkContent(root: ContentItem, sopClassUid: string): Finding[] {
  const table = relationshipTable(sopClassUid);
  const findings: Finding[] = [];
  for (const item of walkContent(root)) {
    // The module tables look at the root.
    if (item !== root) findings.push(...checkItem(item));
    findings.push(...checkGraphic(item, root));
    if (item.parent && table) findings.push(...checkRelationship(item, item.parent, root, table));
  }
  return collapse(findings);
}

function checkRelationship(
  item: ContentItem,
  parent: ContentItem,
  root: ContentItem,
  table: RelationshipTable,
): Finding[] {
  const path = attributePath(item, 'RelationshipType');
  const target = item.target ? resolveTarget(root, item.target) : item;
  if (item.target) {
    const findings = checkByReference(item, item.target, target, table);
    if (findings.length > 0) return findings;
  }
  if (!target || target.valueType === '' || isAllowed(table, parent.valueType, item.relationship, target.valueType))
    return [];
  const seen = `${parent.valueType} ${item.relationship || '(none)'} ${target.valueType}`;
  return [find({ ...RELATIONSHIP, clause: table.clause }, 'The IOD does not allow this relationship.', { path, seen })];
}

function checkByReference(
  item: ContentItem,
  position: number[],
  target: ContentItem | undefined,
  table: RelationshipTable,
): Finding[] {
  const path = attributePath(item, 'ReferencedContentItemIdentifier');
  const seen = position.join('\\');
  const rule = { ...BY_REFERENCE, clause: table.clause };
  if (!table.byReference) return [find(rule, 'The IOD has no relationships by reference.', { path, seen })];
  if (!target) return [find(TARGET, 'A reference points to no content item.', { path, seen })];
  if (item.relationship === 'CONTAINS' || item.relationship === 'HAS CONCEPT MOD') {
    return [find(rule, `${item.relationship} may not be by reference.`, { path, seen })];
  }
  for (let up = item.parent; up !== undefined; up = up.parent) {
    if (up === target) return [find(rule, 'A reference points to an item that it is part of.', { path, seen })];
  }
  return [];
}
