import type { Finding } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import { checkAirReport } from './air-report';
import { checkCodes } from './codes/check-codes';
import type { ObjectContext } from './context';
import { checkCharacterSet } from './character-set';
import { checkContributingEquipment } from './contributing-equipment';
import { checkEncapsulatedPdf } from './encapsulated-pdf';
import { checkOrientation } from './frame-geometry';
import { checkImagePixel } from './image-pixel';
import { checkKeyObject } from './key-object';
import { kindOfResult } from './kind';
import { checkModules } from './modules';
import { checkOverlays } from './overlay';
import { checkParametricMap } from './parametric-map';
import { checkPart10 } from './part10';
import { checkPresentationState } from './presentation-state';
import { checkReferences } from './result-graph';
import { checkSecondaryCapture } from './secondary-capture';
import { checkSegmentation } from './segmentation';
import { checkSequenceItems } from './sequence-items';
import { checkSrDocument } from './sr-document';
import { checkSrGeometry } from './sr-geometry';
import { checkTid1500 } from './tid1500';
import { checkUids } from './uids';
import { checkValues } from './values';

export type { ObjectContext } from './context';

/**
 * All rules that apply to an object by its SOP Class: what DICOM asks of it, and with `context.air` also what IHE AI Results
 * asks. Errors are breaches of the standard; warnings are doubtful or could not be verified in the clause.
 */
export function checkObject(object: DicomObject, context: ObjectContext = {}): Finding[] {
  const common = checkPart10(object, context.file);
  // Nothing can be said of an object without elements.
  if (object.dataset.elements.length === 0) return common;
  return [
    ...common,
    ...checkCharacterSet(object),
    ...checkValues(object),
    ...checkUids(object),
    ...checkCodes(object),
    ...withoutRepeats([...checkModules(object), ...checkSequenceItems(object)]),
    ...checkImagePixel(object),
    ...checkOrientation(object),
    ...checkOverlays(object),
    ...checkKind(object, context),
    ...checkReferences(object, context),
    ...(context.air ? checkContributingEquipment(object, context) : []),
  ];
}

/** Two tables may ask for the same attribute. */
function withoutRepeats(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path = '' }) => {
    const isNew = path === '' || !seen.has(path);
    seen.add(path);
    return isNew;
  });
}

function checkKind(object: DicomObject, context: ObjectContext): Finding[] {
  switch (kindOfResult(object)) {
    case 'sr':
      return [
        ...checkSrDocument(object),
        ...checkSrGeometry(object, context),
        ...checkTid1500(object),
        ...(context.air ? checkAirReport(object) : []),
      ];
    case 'key-object':
      return checkKeyObject(object);
    case 'seg':
      return checkSegmentation(object, context);
    case 'parametric-map':
      return checkParametricMap(object, context);
    case 'presentation-state':
      return checkPresentationState(object, context);
    case 'secondary-capture':
      return checkSecondaryCapture(object);
    case 'encapsulated-pdf':
      return checkEncapsulatedPdf(object);
    default:
      return [];
  }
}
