import type { Code } from '../../../model/exam';
import type { NaturalDataset } from '../../../protocols/dimse/client';
import { codeSequence } from './codes';

/** Relationship Type (0040,A010). */
type Relationship =
  | 'CONTAINS'
  | 'HAS CONCEPT MOD'
  | 'HAS OBS CONTEXT'
  | 'HAS ACQ CONTEXT'
  | 'HAS PROPERTIES'
  | 'INFERRED FROM'
  | 'SELECTED FROM';

export interface InstanceRef {
  sopClassUid: string;
  sopInstanceUid: string;
}

const item = (
  relationship: Relationship,
  valueType: string,
  name: Code | undefined,
  more: NaturalDataset,
  children: NaturalDataset[] = [],
): NaturalDataset => ({
  RelationshipType: relationship,
  ValueType: valueType,
  ...(name ? { ConceptNameCodeSequence: codeSequence(name) } : {}),
  ...more,
  ...(children.length > 0 ? { ContentSequence: children } : {}),
});

/** Content items of an SR document (PS3.3 C.17.3), by value. */
export const code = (relationship: Relationship, name: Code, value: Code, children?: NaturalDataset[]) =>
  item(relationship, 'CODE', name, { ConceptCodeSequence: codeSequence(value) }, children);

export const text = (relationship: Relationship, name: Code, value: string) =>
  item(relationship, 'TEXT', name, { TextValue: value });

export const uidref = (relationship: Relationship, name: Code, uid: string) =>
  item(relationship, 'UIDREF', name, { UID: uid });

/** Numeric Value is DS, 16 characters at most. */
export const num = (name: Code, value: number, unit: Code, children?: NaturalDataset[]) =>
  item(
    'CONTAINS',
    'NUM',
    name,
    { MeasuredValueSequence: [{ NumericValue: value, MeasurementUnitsCodeSequence: codeSequence(unit) }] },
    children,
  );

/** A number that is not known, and why (CID 42). */
export const numWithout = (name: Code, qualifier: Code) =>
  item('CONTAINS', 'NUM', name, {
    MeasuredValueSequence: [],
    NumericValueQualifierCodeSequence: codeSequence(qualifier),
  });

export const image = (
  relationship: Relationship,
  name: Code | undefined,
  { sopClassUid, sopInstanceUid }: InstanceRef,
  more: NaturalDataset = {},
) =>
  item(relationship, 'IMAGE', name, {
    ReferencedSOPSequence: [{ ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid, ...more }],
  });

export const composite = (name: Code, { sopClassUid, sopInstanceUid }: InstanceRef) =>
  item('CONTAINS', 'COMPOSITE', name, {
    ReferencedSOPSequence: [{ ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid }],
  });

/** `data`: column, row ...; 0,0 is the outer corner of the first pixel (PS3.3 C.18.6). */
export const scoord = (name: Code, type: 'POINT' | 'POLYLINE', data: number[], on: InstanceRef) =>
  item('CONTAINS', 'SCOORD', name, { GraphicType: type, GraphicData: data }, [image('SELECTED FROM', undefined, on)]);

/** `data`: x, y, z in mm. */
export const scoord3d = (name: Code, type: 'POINT', data: number[], frameOfReferenceUid: string) =>
  item('CONTAINS', 'SCOORD3D', name, {
    ReferencedFrameOfReferenceUID: frameOfReferenceUid,
    GraphicType: type,
    GraphicData: data,
  });

export const container = (name: Code, children: NaturalDataset[], template?: string) => ({
  ...item('CONTAINS', 'CONTAINER', name, containerAttributes(template), children),
});

/** The attributes of the root, which is the document itself. */
export const rootContainer = (name: Code, children: NaturalDataset[], template?: string): NaturalDataset => ({
  ValueType: 'CONTAINER',
  ConceptNameCodeSequence: codeSequence(name),
  ...containerAttributes(template),
  ContentSequence: children,
});

function containerAttributes(template: string | undefined): NaturalDataset {
  const identified = template
    ? { ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: template }] }
    : {};
  return { ContinuityOfContent: 'SEPARATE', ...identified };
}
