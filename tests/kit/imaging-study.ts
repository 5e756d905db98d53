import type { Json } from '../../checks/fhir/resources';

/** A FHIR ImagingStudy of one image, as it should be. */
export function imagingStudy(more: Json = {}): Json {
  return {
    resourceType: 'ImagingStudy',
    status: 'available',
    subject: { identifier: { value: 'P1' } },
    identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2.3' }],
    numberOfSeries: 1,
    numberOfInstances: 1,
    series: [
      {
        uid: '1.2.3.1',
        modality: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'CT' },
        instance: [
          { uid: '1.2.3.1.1', sopClass: { system: 'urn:ietf:rfc:3986', code: 'urn:oid:1.2.840.10008.5.1.4.1.1.2' } },
        ],
      },
    ],
    ...more,
  };
}
