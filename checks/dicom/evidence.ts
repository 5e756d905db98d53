import type { Finding } from '../../model/check';
import type { DicomDataset } from '../../model/dicom/object';
import { attributePath, type ContentItem, readReference, walkContent } from '../../model/dicom/sr-tree';
import { collapse, find, joinPath, type Rule } from './rule';

const COMPLETE: Rule = { id: 'sr/evidence-complete', clause: 'PS3.3 C.17.2', severity: 'error' };
const SAME_CLASS: Rule = { id: 'sr/evidence-class-agrees', clause: 'PS3.3 C.17.2', severity: 'error' };

/** An instance named in a hierarchical list: study, series, instance. */
export interface ListedInstance {
  studyInstanceUid: string;
  seriesInstanceUid: string;
  sopClassUid: string;
  sopInstanceUid: string;
  path: string;
}

const EVIDENCE = ['CurrentRequestedProcedureEvidenceSequence', 'PertinentOtherEvidenceSequence'];

/** Every instance that the evidence sequences of an SR document or Key Object Selection list. */
export function listedEvidence(dataset: DicomDataset): ListedInstance[] {
  return EVIDENCE.flatMap((key) => readHierarchy(dataset, key));
}

export function readHierarchy(dataset: DicomDataset, key: string): ListedInstance[] {
  return dataset.items(key).flatMap((study, s) =>
    study.items('ReferencedSeriesSequence').flatMap((series, e) =>
      series.items('ReferencedSOPSequence').flatMap((instance, i) => {
        const reference = readReference(instance);
        if (!reference) return [];
        return {
          studyInstanceUid: study.string('StudyInstanceUID') ?? '',
          seriesInstanceUid: series.string('SeriesInstanceUID') ?? '',
          sopClassUid: reference.sopClassUid,
          sopInstanceUid: reference.sopInstanceUid,
          path: `${key}[${s}].ReferencedSeriesSequence[${e}].ReferencedSOPSequence[${i}]`,
        };
      }),
    ),
  );
}

/** Every instance that is referenced in the content tree, presentation states and value maps of an image included. */
export function referencedInContent(
  root: ContentItem,
): { sopClassUid: string; sopInstanceUid: string; path: string }[] {
  return [...walkContent(root)].flatMap((item) =>
    item.dataset.items('ReferencedSOPSequence').flatMap((reference, i) => {
      const path = attributePath(item, `ReferencedSOPSequence[${i}]`);
      const nested = ['ReferencedSOPSequence', 'ReferencedRealWorldValueMappingInstanceSequence'].flatMap((key) =>
        reference
          .items(key)
          .map((each, n) => ({ reference: readReference(each), path: joinPath(path, `${key}[${n}]`) })),
      );
      return [{ reference: readReference(reference), path }, ...nested].flatMap(({ reference: found, path: at }) =>
        found ? [{ sopClassUid: found.sopClassUid, sopInstanceUid: found.sopInstanceUid, path: at }] : [],
      );
    }),
  );
}

/** Whatever the content refers to is listed as evidence, with the same SOP Class. */
export function checkEvidence(root: ContentItem): Finding[] {
  const listed = new Map(listedEvidence(root.dataset).map((each) => [each.sopInstanceUid, each]));
  const findings: Finding[] = [];
  for (const { sopClassUid, sopInstanceUid, path } of referencedInContent(root)) {
    const evidence = listed.get(sopInstanceUid);
    if (!evidence) {
      const expected = 'listed in Current Requested Procedure Evidence or Pertinent Other Evidence';
      findings.push(
        find(COMPLETE, 'An instance that the content refers to is not listed as evidence.', {
          path,
          seen: sopInstanceUid,
          expected,
        }),
      );
    } else if (evidence.sopClassUid !== sopClassUid) {
      const where = { path: evidence.path, seen: evidence.sopClassUid, expected: sopClassUid };
      findings.push(
        find(SAME_CLASS, 'An instance has one SOP Class in the content and another in the evidence.', where),
      );
    }
  }
  return collapse(findings);
}
