import { SOP } from './sop-classes';

/** What may follow what in the content of an SR IOD (PS3.3 A.35). */
export interface RelationshipTable {
  clause: string;
  /** Source value types, relationship, target value types. `*` stands for any. */
  allowed: [sources: string, relationship: string, targets: string][];
  /** By-reference relationships, where the IOD has any. */
  byReference: boolean;
}

const CONTEXT = 'TEXT CODE NUM DATETIME DATE TIME UIDREF PNAME';

const comprehensive = (clause: string, coordinates: string): RelationshipTable => {
  const anything = `${CONTEXT} IMAGE WAVEFORM COMPOSITE ${coordinates} TCOORD CONTAINER`;
  return {
    clause,
    byReference: true,
    allowed: [
      ['CONTAINER', 'CONTAINS', anything],
      ['TEXT CODE NUM CONTAINER', 'HAS OBS CONTEXT', `${CONTEXT} COMPOSITE`],
      ['CONTAINER IMAGE WAVEFORM COMPOSITE NUM', 'HAS ACQ CONTEXT', `${CONTEXT} CONTAINER`],
      ['*', 'HAS CONCEPT MOD', 'TEXT CODE'],
      ['TEXT CODE NUM', 'HAS PROPERTIES', anything],
      ['PNAME', 'HAS PROPERTIES', 'TEXT CODE DATETIME DATE TIME UIDREF PNAME'],
      ['TEXT CODE NUM', 'INFERRED FROM', anything],
      ['SCOORD', 'SELECTED FROM', 'IMAGE'],
      ['TCOORD', 'SELECTED FROM', `${coordinates} IMAGE WAVEFORM`],
    ],
  };
};

const BASIC = 'TEXT CODE DATETIME DATE TIME UIDREF PNAME';
const BASIC_VALUES = `${BASIC} IMAGE WAVEFORM COMPOSITE`;
const VALUES = 'TEXT CODE NUM DATETIME DATE TIME UIDREF PNAME IMAGE WAVEFORM COMPOSITE SCOORD TCOORD';

const TABLES: Record<string, RelationshipTable> = {
  [SOP.extensibleSr]: comprehensive('PS3.3 A.35.15.3.1', 'SCOORD SCOORD3D TABLE'),
  [SOP.basicTextSr]: {
    clause: 'PS3.3 A.35.1.3.1.2',
    byReference: false,
    allowed: [
      ['CONTAINER', 'CONTAINS', `${BASIC_VALUES} CONTAINER`],
      ['CONTAINER', 'HAS OBS CONTEXT', `${BASIC} COMPOSITE`],
      ['CONTAINER IMAGE WAVEFORM COMPOSITE', 'HAS ACQ CONTEXT', BASIC],
      ['*', 'HAS CONCEPT MOD', 'TEXT CODE'],
      ['TEXT', 'HAS PROPERTIES', BASIC_VALUES],
      ['PNAME', 'HAS PROPERTIES', BASIC],
      ['TEXT', 'INFERRED FROM', BASIC_VALUES],
    ],
  },
  [SOP.enhancedSr]: {
    clause: 'PS3.3 A.35.2.3.1.2',
    byReference: false,
    allowed: [
      ['CONTAINER', 'CONTAINS', `${VALUES} CONTAINER`],
      ['CONTAINER', 'HAS OBS CONTEXT', `${CONTEXT} COMPOSITE`],
      ['CONTAINER IMAGE WAVEFORM COMPOSITE NUM', 'HAS ACQ CONTEXT', CONTEXT],
      ['*', 'HAS CONCEPT MOD', 'TEXT CODE'],
      ['TEXT CODE NUM', 'HAS PROPERTIES', VALUES],
      ['PNAME', 'HAS PROPERTIES', 'TEXT CODE DATETIME DATE TIME UIDREF PNAME'],
      ['TEXT CODE NUM', 'INFERRED FROM', VALUES],
      ['SCOORD', 'SELECTED FROM', 'IMAGE'],
      ['TCOORD', 'SELECTED FROM', 'SCOORD IMAGE WAVEFORM'],
    ],
  },
  [SOP.comprehensive3dSr]: comprehensive('PS3.3 A.35.13.3.1', 'SCOORD SCOORD3D'),
  [SOP.comprehensiveSr]: comprehensive('PS3.3 A.35.3.3.1', 'SCOORD'),
  [SOP.keyObjectSelection]: {
    clause: 'PS3.3 A.35.4.3.1',
    byReference: false,
    allowed: [
      ['CONTAINER', 'CONTAINS', 'TEXT IMAGE WAVEFORM COMPOSITE'],
      ['CONTAINER', 'HAS OBS CONTEXT', 'TEXT CODE UIDREF PNAME'],
      ['CONTAINER', 'HAS CONCEPT MOD', 'CODE'],
    ],
  },
};

/** Undefined for an IOD whose table is not here. */
export const relationshipTable = (sopClassUid: string): RelationshipTable | undefined => TABLES[sopClassUid];

export function isAllowed(table: RelationshipTable, source: string, relationship: string, target: string): boolean {
  return table.allowed.some(
    ([sources, name, targets]) =>
      name === relationship &&
      (sources === '*' || sources.split(' ').includes(source)) &&
      targets.split(' ').includes(target),
  );
}
