/**
 * Modules that most IODs share, as PS3.3 types them. One attribute a line: keyword, type, enumerated values after `=`,
 * the condition of a 1C or 2C after `if`; `>` is one level down, `@` a macro. See README.md for what is left out.
 */
export const MACROS: Record<string, string> = {
  // Table 8.8-1
  code: `
    CodeValue 1C if !LongCodeValue and !URNCodeValue
    CodingSchemeDesignator 1C if !URNCodeValue
    CodeMeaning 1
    ContextUID 3
    MappingResource 1C if ContextIdentifier
    ContextGroupVersion 1C if ContextIdentifier`,
  // Table 10-11
  sopReference: `
    ReferencedSOPClassUID 1
    ReferencedSOPInstanceUID 1`,
  // Table 10-12
  contentIdentification: `
    InstanceNumber 1
    ContentLabel 1
    ContentDescription 2
    ContentCreatorName 2`,
  // Table 10-19
  algorithm: `
    AlgorithmFamilyCodeSequence 1
    > @code
    AlgorithmName 1
    AlgorithmVersion 1`,
  // Table C.17-3
  hierarchicalReference: `
    StudyInstanceUID 1
    ReferencedSeriesSequence 1
    > SeriesInstanceUID 1
    > ReferencedSOPSequence 1
    >> @sopReference`,
  // Table C.17-2
  request: `
    StudyInstanceUID 1
    ReferencedStudySequence 2
    > @sopReference
    AccessionNumber 2
    PlacerOrderNumberImagingServiceRequest 2
    FillerOrderNumberImagingServiceRequest 2
    RequestedProcedureID 2
    RequestedProcedureDescription 2
    RequestedProcedureCodeSequence 2
    > @code`,
};

export const GENERAL_MODULES: Record<string, { clause: string; rows: string }> = {
  patient: {
    clause: 'PS3.3 C.7.1.1',
    rows: `
      PatientName 2
      PatientID 2
      PatientBirthDate 2
      PatientSex 2 =M|F|O`,
  },
  generalStudy: {
    clause: 'PS3.3 C.7.2.1',
    rows: `
      StudyInstanceUID 1
      StudyDate 2
      StudyTime 2
      ReferringPhysicianName 2
      StudyID 2
      AccessionNumber 2
      ProcedureCodeSequence 3
      > @code`,
  },
  generalSeries: {
    clause: 'PS3.3 C.7.3.1',
    rows: `
      Modality 1
      SeriesInstanceUID 1
      SeriesNumber 2
      SeriesDescriptionCodeSequence 3
      > @code
      RequestAttributesSequence 3
      > RequestedProcedureID 1C
      > ScheduledProcedureStepID 1C
      ReferencedPerformedProcedureStepSequence 3
      > @sopReference`,
  },
  generalEquipment: {
    clause: 'PS3.3 C.7.5.1',
    rows: `Manufacturer 2`,
  },
  enhancedGeneralEquipment: {
    clause: 'PS3.3 C.7.5.2',
    rows: `
      Manufacturer 1
      ManufacturerModelName 1
      DeviceSerialNumber 1
      SoftwareVersions 1`,
  },
  frameOfReference: {
    clause: 'PS3.3 C.7.4.1',
    rows: `
      FrameOfReferenceUID 1
      PositionReferenceIndicator 2`,
  },
  generalImage: {
    clause: 'PS3.3 C.7.6.1',
    rows: `
      InstanceNumber 2
      LossyImageCompression 3 =00|01
      BurnedInAnnotation 3 =YES|NO
      DerivationCodeSequence 3
      > @code
      SourceImageSequence 3
      > @sopReference`,
  },
  imagePixel: {
    clause: 'PS3.3 C.7.6.3',
    rows: `
      SamplesPerPixel 1
      PhotometricInterpretation 1
      Rows 1
      Columns 1
      BitsAllocated 1
      BitsStored 1
      HighBit 1
      PixelRepresentation 1 =0|1
      PlanarConfiguration 1C =0|1 if SamplesPerPixel>1
      PixelData 1C if !PixelDataProviderURL`,
  },
  imagePlane: {
    clause: 'PS3.3 C.7.6.2',
    rows: `
      PixelSpacing 1
      ImageOrientationPatient 1
      ImagePositionPatient 1
      SliceThickness 2`,
  },
  multiFrame: {
    clause: 'PS3.3 C.7.6.6',
    rows: `
      NumberOfFrames 1
      FrameIncrementPointer 1C if NumberOfFrames>1`,
  },
  multiFrameFunctionalGroups: {
    clause: 'PS3.3 C.7.6.16',
    rows: `
      SharedFunctionalGroupsSequence 1
      PerFrameFunctionalGroupsSequence 1C if DimensionOrganizationType!=TILED_FULL
      InstanceNumber 1
      ContentDate 1
      ContentTime 1
      NumberOfFrames 1`,
  },
  multiFrameDimension: {
    clause: 'PS3.3 C.7.6.17',
    rows: `
      DimensionOrganizationSequence 1
      > DimensionOrganizationUID 1
      DimensionIndexSequence 1C if DimensionOrganizationType!=TILED_FULL
      > DimensionIndexPointer 1`,
  },
  commonInstanceReference: {
    clause: 'PS3.3 C.12.2',
    rows: `
      ReferencedSeriesSequence 1C
      > SeriesInstanceUID 1
      > ReferencedInstanceSequence 1
      >> @sopReference
      StudiesContainingOtherReferencedInstancesSequence 1C
      > StudyInstanceUID 1
      > ReferencedSeriesSequence 1
      >> SeriesInstanceUID 1
      >> ReferencedInstanceSequence 1
      >>> @sopReference`,
  },
  sopCommon: {
    clause: 'PS3.3 C.12.1',
    rows: `
      SOPClassUID 1
      SOPInstanceUID 1
      SpecificCharacterSet 1C
      ContributingEquipmentSequence 3
      > PurposeOfReferenceCodeSequence 1
      >> @code
      > Manufacturer 1`,
  },
};
