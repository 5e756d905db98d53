import { describe, expect, it } from 'vitest';
import { make } from '../../../tests/kit/all-objects';
import * as objects from '../../../tests/kit/objects';
import { SOP } from '../sop-classes';
import { CONDITIONS } from './conditions';
import supplement from './data/supplement.json';
import { FUNCTIONAL_GROUPS, IODS, MODULES } from './modules';
import { parseCondition, parseRows, type Row } from './notation';

/** `module.Attribute.Attribute` of every row. */
function pathsOf(rows: readonly Row[], around: string): { path: string; row: Row }[] {
  return rows.flatMap((row) => {
    const path = `${around}.${row.keyword}`;
    return [{ path, row }, ...pathsOf(row.children, path)];
  });
}
const all = [...MODULES, ...FUNCTIONAL_GROUPS].flatMap(([id, { rows }]) => pathsOf(rows, id));
const typeOf = (path: string): string | undefined => all.find((each) => each.path === path)?.row.type;

describe('the module tables', () => {
  // Read in PS3.3 and in what dciodvfy asks for, not in the data.
  it.each([
    ['patient.PatientName', '2'],
    ['patient.PatientID', '2'],
    ['general-study.StudyInstanceUID', '1'],
    ['general-study.AccessionNumber', '2'],
    ['general-study.ReferringPhysicianName', '2'],
    ['general-series.Modality', '1'],
    ['general-series.SeriesNumber', '2'],
    ['general-series.Laterality', '2C'],
    ['general-series.RequestAttributesSequence.RequestedProcedureID', '1C'],
    ['general-equipment.Manufacturer', '2'],
    ['enhanced-general-equipment.SoftwareVersions', '1'],
    ['enhanced-general-equipment.DeviceSerialNumber', '1'],
    ['frame-of-reference.PositionReferenceIndicator', '2'],
    ['general-image.InstanceNumber', '2'],
    ['image-plane.SliceThickness', '2'],
    ['image-plane.ImagePositionPatient', '1'],
    ['image-pixel.PixelRepresentation', '1'],
    ['image-pixel.PlanarConfiguration', '1C'],
    ['sop-common.SpecificCharacterSet', '1C'],
    ['sop-common.ContributingEquipmentSequence', '3'],
    ['sop-common.ContributingEquipmentSequence.PurposeOfReferenceCodeSequence', '1'],
    ['sop-common.ContributingEquipmentSequence.PurposeOfReferenceCodeSequence.CodeMeaning', '1'],
    ['sop-common.ContributingEquipmentSequence.Manufacturer', '1'],
    ['sop-common.ContributingEquipmentSequence.SoftwareVersions', '3'],
    ['sr-document-series.SeriesNumber', '1'],
    ['sr-document-series.ReferencedPerformedProcedureStepSequence', '2'],
    ['sr-document-general.CompletionFlag', '1'],
    ['sr-document-general.VerifyingObserverSequence.VerifyingObserverName', '1'],
    ['sr-document-general.VerifyingObserverSequence.VerifyingObserverIdentificationCodeSequence', '2'],
    ['sr-document-general.VerifyingObserverSequence.VerifyingOrganization', '1'],
    ['sr-document-general.ReferencedRequestSequence.AccessionNumber', '2'],
    ['sr-document-general.ReferencedRequestSequence.RequestedProcedureID', '2'],
    ['sr-document-general.PerformedProcedureCodeSequence', '2'],
    ['sr-document-general.CurrentRequestedProcedureEvidenceSequence.ReferencedSeriesSequence.SeriesInstanceUID', '1'],
    ['key-object-document.CurrentRequestedProcedureEvidenceSequence', '1'],
    ['segmentation-series.Modality', '1'],
    ['segmentation-image.ContentLabel', '1'],
    ['segmentation-image.ContentCreatorName', '2'],
    ['segmentation-image.SegmentSequence.SegmentLabel', '1'],
    ['segmentation-image.SegmentSequence.SegmentAlgorithmName', '1C'],
    ['segmentation-image.SegmentSequence.SegmentedPropertyCategoryCodeSequence', '1'],
    ['segmentation-image.SegmentSequence.SegmentedPropertyTypeCodeSequence', '1'],
    ['segmentation-image.SegmentSequence.SegmentationAlgorithmIdentificationSequence', '3'],
    ['segmentation-image.SegmentSequence.SegmentationAlgorithmIdentificationSequence.AlgorithmVersion', '1'],
    ['segmentation-image.SegmentSequence.SegmentationAlgorithmIdentificationSequence.AlgorithmFamilyCodeSequence', '1'],
    ['multi-frame-functional-groups.SharedFunctionalGroupsSequence', '1'],
    ['multi-frame-functional-groups.PerFrameFunctionalGroupsSequence', '1C'],
    ['multi-frame-dimension.DimensionIndexSequence.DimensionIndexPointer', '1'],
    ['common-instance-reference.ReferencedSeriesSequence.ReferencedInstanceSequence.ReferencedSOPClassUID', '1'],
    ['parametric-map-image.ContentQualification', '1'],
    ['parametric-map-image.RecognizableVisualFeatures', '1'],
    ['acquisition-context.AcquisitionContextSequence', '2'],
    ['presentation-state-identification.PresentationCreationDate', '1'],
    ['displayed-area.DisplayedAreaSelectionSequence.PresentationSizeMode', '1'],
    ['graphic-annotation.GraphicAnnotationSequence.GraphicLayer', '1'],
    ['graphic-annotation.GraphicAnnotationSequence.GraphicObjectSequence.GraphicData', '1'],
    ['graphic-layer.GraphicLayerSequence.GraphicLayerOrder', '1'],
    ['icc-profile.ICCProfile', '1'],
    ['sc-equipment.ConversionType', '1'],
    ['sc-multi-frame-image.BurnedInAnnotation', '1'],
    ['encapsulated-document.BurnedInAnnotation', '1'],
    ['encapsulated-document.ConceptNameCodeSequence', '2'],
    ['encapsulated-document.AcquisitionDateTime', '2'],
    ['ct-image.RescaleSlope', '1'],
    ['ct-image.KVP', '2'],
    ['mr-image.ScanningSequence', '1'],
    ['mr-image.EchoTime', '2'],
  ])('say that %s is Type %s', (path, type) => expect(typeOf(path)).toBe(type));

  it('have the enumerated values that hold whatever else is there', () => {
    const valuesOf = (path: string) => all.find((each) => each.path === path)?.row.values;
    expect(valuesOf('sr-document-general.VerificationFlag')).toEqual(['UNVERIFIED', 'VERIFIED']);
    expect(valuesOf('image-pixel.PixelRepresentation')).toEqual(['0', '1']);
    expect(valuesOf('segmentation-image.SegmentationType')).toEqual(['BINARY', 'FRACTIONAL', 'LABELMAP']);
    expect(valuesOf('segmentation-image.BitsAllocated')).toBeUndefined();
  });

  it('use every condition and every amendment', () => {
    const conditional = all.filter(({ row }) => row.type.endsWith('C')).map(({ path }) => path);
    const isUsed = (key: string): boolean => conditional.some((path) => path === key || path.endsWith(`.${key}`));
    expect(Object.keys(CONDITIONS).filter((key) => !isUsed(key))).toEqual([]);
    expect(supplement.amendments.filter(({ at }) => typeOf(at) === undefined)).toEqual([]);
  });
});

describe('the IOD tables', () => {
  it('know every kind of object that we make, and the forms that results come in', () => {
    for (const natural of [...make, objects.ctImage(0)]) expect(IODS.has(String(natural.SOPClassUID))).toBe(true);
    for (const uid of [
      SOP.enhancedSr,
      SOP.comprehensiveSr,
      SOP.labelMapSegmentation,
      SOP.multiFrameTrueColorSc,
      SOP.mr,
    ]) {
      expect(IODS.has(uid)).toBe(true);
    }
    for (const { functionalGroups } of IODS.values()) {
      expect(functionalGroups.filter((id) => !FUNCTIONAL_GROUPS.has(id))).toEqual([]);
    }
  });
});

describe('the notation', () => {
  it('reads nested rows, macros and conditions, and says what it cannot read', () => {
    const rows = parseRows(['SegmentSequence 1', '> SegmentNumber 1', '> @m', 'Modality 1 =SEG|X if Rows>1'], {
      m: ['TrackingID 1C', 'TrackingUID 1C'],
    });
    expect(
      rows.map(({ keyword, children, values }) => [keyword, children.map((each) => each.keyword), values]),
    ).toEqual([
      ['SegmentSequence', ['SegmentNumber', 'TrackingID', 'TrackingUID'], undefined],
      ['Modality', [], ['SEG', 'X']],
    ]);
    expect(() => parseRows(['NoSuchKeyword 1'])).toThrow('NoSuchKeyword is no keyword');
    expect(() => parseRows(['>> Modality 1'])).toThrow('deeper than the line above');
    expect(() => parseRows(['@none'])).toThrow('there is no macro none');
    expect(() => parseCondition('a b')).toThrow('cannot be read');
  });

  it.each([
    ['Modality=CT', true],
    ['Modality=MR|CT', true],
    ['Modality!=CT', false],
    ['Rows>3', true],
    ['Rows>4', false],
    ['!PixelData', false],
    ['ImageType=AXIAL', true],
    ['Modality=MR or Rows>3', true],
    ['Modality=CT and !Rows', false],
  ])('takes "%s" on a CT image as %s', (text, expected) => {
    expect(parseCondition(text)(objects.read(objects.ctImage(0)).dataset)).toBe(expected);
  });
});
