/** Modules of the IODs that AI results use, in the notation of general.ts. */
export const RESULT_MODULES: Record<string, { clause: string; rows: string }> = {
  srDocumentSeries: {
    clause: 'PS3.3 C.17.1',
    rows: `
      Modality 1 =SR
      SeriesInstanceUID 1
      SeriesNumber 1
      SeriesDescriptionCodeSequence 3
      > @code
      ReferencedPerformedProcedureStepSequence 2
      > @sopReference`,
  },
  srDocumentGeneral: {
    clause: 'PS3.3 C.17.2',
    rows: `
      InstanceNumber 1
      PreliminaryFlag 3 =PRELIMINARY|FINAL
      CompletionFlag 1 =PARTIAL|COMPLETE
      VerificationFlag 1 =UNVERIFIED|VERIFIED
      ContentDate 1
      ContentTime 1
      VerifyingObserverSequence 1C if VerificationFlag=VERIFIED
      > VerifyingObserverName 1
      > VerifyingObserverIdentificationCodeSequence 2
      >> @code
      > VerifyingOrganization 1
      > VerificationDateTime 1
      ReferencedRequestSequence 1C
      > @request
      PerformedProcedureCodeSequence 2
      > @code
      CurrentRequestedProcedureEvidenceSequence 1C
      > @hierarchicalReference
      PertinentOtherEvidenceSequence 1C
      > @hierarchicalReference
      PredecessorDocumentsSequence 1C
      > @hierarchicalReference
      IdenticalDocumentsSequence 1C
      > @hierarchicalReference`,
  },
  srDocumentContent: {
    clause: 'PS3.3 C.17.3',
    rows: `
      ValueType 1 =CONTAINER
      ConceptNameCodeSequence 1
      > @code
      ContinuityOfContent 1 =SEPARATE|CONTINUOUS
      ContentTemplateSequence 1C
      > MappingResource 1
      > TemplateIdentifier 1`,
  },
  keyObjectDocumentSeries: {
    clause: 'PS3.3 C.17.6.1',
    rows: `
      Modality 1 =KO
      SeriesInstanceUID 1
      SeriesNumber 1
      ReferencedPerformedProcedureStepSequence 2
      > @sopReference`,
  },
  keyObjectDocument: {
    clause: 'PS3.3 C.17.6.2',
    rows: `
      InstanceNumber 1
      ContentDate 1
      ContentTime 1
      ReferencedRequestSequence 1C
      > @request
      CurrentRequestedProcedureEvidenceSequence 1
      > @hierarchicalReference`,
  },
  segmentationSeries: {
    clause: 'PS3.3 C.8.20.1',
    rows: `
      Modality 1 =SEG
      SeriesNumber 1`,
  },
  segmentationImage: {
    clause: 'PS3.3 C.8.20.2',
    rows: `
      @contentIdentification
      ImageType 1
      SamplesPerPixel 1 =1
      PixelRepresentation 1 =0
      LossyImageCompression 1 =00|01
      LossyImageCompressionRatio 1C if LossyImageCompression=01
      LossyImageCompressionMethod 1C if LossyImageCompression=01
      SegmentationType 1 =BINARY|FRACTIONAL|LABELMAP
      SegmentationFractionalType 1C =PROBABILITY|OCCUPANCY if SegmentationType=FRACTIONAL
      MaximumFractionalValue 1C if SegmentationType=FRACTIONAL
      SegmentsOverlap 3 =YES|NO|UNDEFINED
      SegmentSequence 1
      > SegmentNumber 1
      > SegmentLabel 1
      > SegmentAlgorithmType 1 =AUTOMATIC|SEMIAUTOMATIC|MANUAL
      > SegmentAlgorithmName 1C if SegmentAlgorithmType!=MANUAL
      > SegmentedPropertyCategoryCodeSequence 1
      >> @code
      > SegmentedPropertyTypeCodeSequence 1
      >> @code
      > AnatomicRegionSequence 3
      >> @code
      > SegmentationAlgorithmIdentificationSequence 3
      >> @algorithm
      > TrackingID 1C if TrackingUID
      > TrackingUID 1C if TrackingID`,
  },
  parametricMapSeries: {
    clause: 'PS3.3 C.8.32.1',
    rows: `
      Modality 1
      SeriesNumber 1`,
  },
  parametricMapImage: {
    clause: 'PS3.3 C.8.32.2',
    rows: `
      @contentIdentification
      ImageType 1
      SamplesPerPixel 1 =1
      PhotometricInterpretation 1 =MONOCHROME2
      Rows 1
      Columns 1
      BitsAllocated 1
      BitsStored 1C if PixelData
      HighBit 1C if PixelData
      PixelRepresentation 1C if PixelData
      PresentationLUTShape 1 =IDENTITY
      LossyImageCompression 1 =00|01
      BurnedInAnnotation 1 =NO
      RecognizableVisualFeatures 1 =YES|NO
      ContentQualification 1 =PRODUCT|RESEARCH|SERVICE`,
  },
  acquisitionContext: {
    clause: 'PS3.3 C.7.6.14',
    rows: `AcquisitionContextSequence 2`,
  },
  scEquipment: {
    clause: 'PS3.3 C.8.6.1',
    rows: `ConversionType 1`,
  },
  scMultiFrameImage: {
    clause: 'PS3.3 C.8.6.3',
    rows: `
      BurnedInAnnotation 1 =YES|NO
      FrameIncrementPointer 1C if NumberOfFrames>1`,
  },
  presentationSeries: {
    clause: 'PS3.3 C.11.9',
    rows: `Modality 1 =PR`,
  },
  presentationStateIdentification: {
    clause: 'PS3.3 C.11.10',
    rows: `
      PresentationCreationDate 1
      PresentationCreationTime 1
      @contentIdentification`,
  },
  presentationStateRelationship: {
    clause: 'PS3.3 C.11.11',
    rows: `
      ReferencedSeriesSequence 1
      > SeriesInstanceUID 1
      > ReferencedImageSequence 1
      >> @sopReference`,
  },
  displayedArea: {
    clause: 'PS3.3 C.10.4',
    rows: `
      DisplayedAreaSelectionSequence 1
      > ReferencedImageSequence 1C
      >> @sopReference
      > DisplayedAreaTopLeftHandCorner 1
      > DisplayedAreaBottomRightHandCorner 1
      > PresentationSizeMode 1 =SCALE TO FIT|TRUE SIZE|MAGNIFY
      > PresentationPixelSpacing 1C if PresentationSizeMode=TRUE SIZE
      > PresentationPixelMagnificationRatio 1C if PresentationSizeMode=MAGNIFY`,
  },
  softcopyPresentationLut: {
    clause: 'PS3.3 C.11.6',
    rows: `
      PresentationLUTShape 1C =IDENTITY|INVERSE if !PresentationLUTSequence
      PresentationLUTSequence 1C if !PresentationLUTShape`,
  },
  graphicAnnotation: {
    clause: 'PS3.3 C.10.5',
    rows: `
      GraphicAnnotationSequence 1
      > ReferencedImageSequence 1C
      >> @sopReference
      > GraphicLayer 1
      > TextObjectSequence 1C if !GraphicObjectSequence and !CompoundGraphicSequence
      >> UnformattedTextValue 1
      >> BoundingBoxAnnotationUnits 1C =PIXEL|DISPLAY|MATRIX if BoundingBoxTopLeftHandCorner
      >> BoundingBoxTopLeftHandCorner 1C if !AnchorPoint
      >> BoundingBoxBottomRightHandCorner 1C if !AnchorPoint
      >> AnchorPointAnnotationUnits 1C =PIXEL|DISPLAY|MATRIX if AnchorPoint
      >> AnchorPoint 1C if !BoundingBoxTopLeftHandCorner
      >> AnchorPointVisibility 1C =Y|N if AnchorPoint
      > GraphicObjectSequence 1C if !TextObjectSequence and !CompoundGraphicSequence
      >> GraphicAnnotationUnits 1 =PIXEL|DISPLAY|MATRIX
      >> GraphicDimensions 1 =2
      >> NumberOfGraphicPoints 1
      >> GraphicData 1
      >> GraphicType 1 =POINT|POLYLINE|INTERPOLATED|CIRCLE|ELLIPSE
      >> TrackingID 1C if TrackingUID
      >> TrackingUID 1C if TrackingID`,
  },
  graphicLayer: {
    clause: 'PS3.3 C.10.7',
    rows: `
      GraphicLayerSequence 1
      > GraphicLayer 1
      > GraphicLayerOrder 1`,
  },
  encapsulatedDocumentSeries: {
    clause: 'PS3.3 C.24.1',
    rows: `
      Modality 1
      SeriesInstanceUID 1
      SeriesNumber 1`,
  },
  encapsulatedDocument: {
    clause: 'PS3.3 C.24.2',
    rows: `
      InstanceNumber 1
      ContentDate 2
      ContentTime 2
      AcquisitionDateTime 2
      BurnedInAnnotation 1 =YES|NO
      SourceInstanceSequence 1C
      > @sopReference
      DocumentTitle 2
      ConceptNameCodeSequence 2
      > @code
      VerificationFlag 3 =UNVERIFIED|VERIFIED
      MIMETypeOfEncapsulatedDocument 1 =application/pdf
      EncapsulatedDocument 1`,
  },
  ctImage: {
    clause: 'PS3.3 C.8.2.1',
    rows: `
      ImageType 1
      SamplesPerPixel 1 =1
      PhotometricInterpretation 1 =MONOCHROME1|MONOCHROME2
      BitsAllocated 1 =16
      RescaleIntercept 1
      RescaleSlope 1
      KVP 2
      AcquisitionNumber 2`,
  },
};
