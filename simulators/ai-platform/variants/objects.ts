import { natural, toPart10, unwrap, wrap } from '../../../protocols/dimse/part10';
import { transcode } from '../../../protocols/dimse/transcode';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN, newUid } from '../../../protocols/dimse/uids';
import type { Deliverable } from '../delivery/deliverable';
import { carries, edited, type Editable, editObjects, items } from '../mutants/tools/edit-dicom';
import { codeOf, conceptOf, eachContent, removeContent } from '../mutants/tools/edit-sr';
import { inOwnSeries } from './tools/own-series';
import { withPrivateBlock } from './tools/private-block';
import type { Variant } from './types';

const MEASUREMENTS = '126010';
/** Stands for a character that is then written as one byte of ISO 8859-1. */
const PLACEHOLDER = '@';
const LATIN1_A_UMLAUT = 0xe4;

const everyReport = (edit: (report: Editable) => void): Variant['hooks'] => ({
  objects: (objects) => editObjects(objects, carries('sr'), edit),
});

/** Other objects that say the same. */
export const OBJECT_VARIANTS: Variant[] = [
  {
    id: 'private-attributes',
    sentence: 'Every result holds a block of private attributes.',
    allowedBy: 'PS3.5 7.8',
    hooks: { objects: (objects) => objects.map(withPrivateBlock) },
  },
  {
    id: 'implicit-vr',
    sentence: 'Results are sent in Implicit VR Little Endian.',
    allowedBy: 'PS3.5 10.1: the default transfer syntax',
    hooks: {
      objects: (objects) =>
        objects.map((object) => ({ ...object, bytes: toPart10(natural(object.bytes), IMPLICIT_VR_LITTLE_ENDIAN) })),
    },
  },
  {
    id: 'deflated',
    sentence: 'Results are sent in Deflated Explicit VR Little Endian.',
    allowedBy: 'PS3.5 A.5',
    hooks: { objects: (objects) => objects.map(deflated) },
  },
  {
    id: 'latin1-declared',
    sentence: 'Results declare ISO_IR 100 and use it.',
    allowedBy: 'PS3.3 C.12.1.1.2',
    hooks: {
      objects: (objects) => objects.map((object) => (isAscii(object) ? inLatin1(object) : object)),
    },
  },
  {
    id: 'other-report-title',
    sentence: 'The structured report has another title of CID 7021.',
    allowedBy: 'PS3.16 TID 1500 row 1',
    hooks: everyReport((report) => {
      report['ConceptNameCodeSequence'] = [
        { CodeValue: '126001', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Oncology Measurement Report' },
      ];
    }),
  },
  {
    id: 'other-code-meaning',
    sentence: 'Code meanings are the supplier\u2019s own wording.',
    allowedBy: 'PS3.3 8.3: the meaning has no meaning of its own for a machine',
    hooks: everyReport((report) =>
      eachContent(report, (item) => {
        if (codeOf(item) !== '272519000') return;
        for (const code of items(item, 'ConceptCodeSequence')) code['CodeMeaning'] = 'Not present';
      }),
    ),
  },
  {
    id: 'results-in-several-series',
    sentence: 'Every result is in a series of its own.',
    allowedBy: 'PS3.3 A.1.2: how instances are put into series is free, within a modality',
    hooks: { objects: inOwnSeries },
  },
  {
    id: 'report-split-in-two',
    sentence:
      'Measurements, and what is present or absent, are in two structured reports, one of which names the other.',
    allowedBy: 'RCR l.140-144: no number of reports is named',
    hooks: {
      objects: (objects) => objects.flatMap((object) => (object.carrier === 'sr' ? split(object) : [object])),
    },
  },
];

function deflated(object: Deliverable): Deliverable {
  const { meta, datasetBytes } = unwrap(object.bytes);
  const bytes = transcode(datasetBytes, meta.transferSyntaxUid, DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
  return { ...object, bytes: wrap(bytes, { ...meta, transferSyntaxUid: DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN }) };
}

/** One report with the measurements, one with all else; where nothing was measured there is only the latter. */
function split(report: Deliverable): Deliverable[] {
  const has = (object: Deliverable, concept: string): boolean =>
    items(natural(object.bytes), 'ContentSequence').some((item) => conceptOf(item) === concept);
  if (!has(report, MEASUREMENTS)) return [report];
  const kept = new Set([MEASUREMENTS, '111028']);
  const measured = edited(report, (dataset) => {
    dataset['SOPInstanceUID'] = newUid();
    dataset['InstanceNumber'] = '2';
    removeFromRoot(dataset, (item) => item['RelationshipType'] === 'CONTAINS' && !kept.has(conceptOf(item)));
  });
  const evaluated = edited(report, (dataset) => {
    removeContent(dataset, (item) => conceptOf(item) === MEASUREMENTS);
    // One of the two leads to all results, the other report among them (PS3.3 C.17.2.3: what is known to be relevant).
    const { SOPClassUID, SOPInstanceUID, SeriesInstanceUID } = natural(measured.bytes);
    const other = { ReferencedSOPClassUID: SOPClassUID, ReferencedSOPInstanceUID: SOPInstanceUID };
    for (const study of items(dataset, 'CurrentRequestedProcedureEvidenceSequence')) {
      const series = items(study, 'ReferencedSeriesSequence');
      study['ReferencedSeriesSequence'] = [...series, { SeriesInstanceUID, ReferencedSOPSequence: [other] }];
    }
  });
  return [measured, evaluated];
}

function removeFromRoot(tree: Editable, unwanted: (item: Editable) => boolean): void {
  tree['ContentSequence'] = items(tree, 'ContentSequence').filter((item) => !unwanted(item));
}

/** What needs no other character set than the one that is declared instead. */
function isAscii({ bytes }: Deliverable): boolean {
  const text = JSON.stringify(textOf(bytes));
  return Buffer.byteLength(text) === text.length;
}

function textOf(bytes: Buffer): Record<string, unknown> {
  const { PixelData: _pixels, EncapsulatedDocument: _document, ...rest } = natural(bytes);
  return rest;
}

function inLatin1(object: Deliverable): Deliverable {
  const word = `vorl${PLACEHOLDER}ufig`;
  const marked = edited(object, (dataset) => {
    dataset['SpecificCharacterSet'] = 'ISO_IR 100';
    dataset['SeriesDescription'] = `AI: ${word} `;
  });
  const at = marked.bytes.indexOf(word);
  marked.bytes[at + word.indexOf(PLACEHOLDER)] = LATIN1_A_UMLAUT;
  return marked;
}
