import { TABLE_0008, TABLE_0038, TABLE_0085, TABLE_0103, TABLE_0119, TABLE_0123, TABLE_0125 } from './tables';

export interface FieldRule {
  name: string;
  /** Data type; `value` in OBX-5 is that of OBX-2. */
  type?: string;
  required?: boolean;
  /** From this version on. */
  requiredSince?: string;
  table?: { number: string; values: ReadonlySet<string> };
  /** HL7 v2.5.1 chapter and section; docs/rules.md says against what they were checked. */
  clause: string;
}

const table = (number: string, values: ReadonlySet<string>) => ({ number, values });

/** The fields that orders and AI notices use, by segment and field number (HL7 v2.3.1 to v2.5.1). */
export const FIELDS: Record<string, Record<number, FieldRule>> = {
  MSH: {
    7: { name: 'Date/Time Of Message', type: 'TS', requiredSince: '2.5', clause: 'HL7 2.15.9.7' },
    9: { name: 'Message Type', required: true, clause: 'HL7 2.15.9.9' },
    10: { name: 'Message Control ID', required: true, clause: 'HL7 2.15.9.10' },
    11: { name: 'Processing ID', required: true, table: table('0103', TABLE_0103), clause: 'HL7 2.15.9.11' },
    12: { name: 'Version ID', required: true, clause: 'HL7 2.15.9.12' },
  },
  MSA: {
    1: {
      name: 'Acknowledgment Code',
      required: true,
      table: table('0008', TABLE_0008),
      clause: 'HL7 2.15.8.1',
    },
    2: { name: 'Message Control ID', required: true, clause: 'HL7 2.15.8.2' },
  },
  PID: {
    1: { name: 'Set ID', type: 'SI', clause: 'HL7 3.4.2.1' },
    3: { name: 'Patient Identifier List', type: 'CX', required: true, clause: 'HL7 3.4.2.3' },
    5: { name: 'Patient Name', type: 'XPN', required: true, clause: 'HL7 3.4.2.5' },
    7: { name: 'Date/Time of Birth', type: 'TS', clause: 'HL7 3.4.2.7' },
  },
  PV1: { 2: { name: 'Patient Class', required: true, clause: 'HL7 3.4.3.2' } },
  ORC: {
    1: { name: 'Order Control', required: true, table: table('0119', TABLE_0119), clause: 'HL7 4.5.1.1' },
    2: { name: 'Placer Order Number', type: 'EI', clause: 'HL7 4.5.1.2' },
    3: { name: 'Filler Order Number', type: 'EI', clause: 'HL7 4.5.1.3' },
    5: { name: 'Order Status', table: table('0038', TABLE_0038), clause: 'HL7 4.5.1.5' },
    9: { name: 'Date/Time of Transaction', type: 'TS', clause: 'HL7 4.5.1.9' },
    15: { name: 'Order Effective Date/Time', type: 'TS', clause: 'HL7 4.5.1.15' },
    16: { name: 'Order Control Code Reason', type: 'CE', clause: 'HL7 4.5.1.16' },
  },
  OBR: {
    1: { name: 'Set ID', type: 'SI', clause: 'HL7 4.5.3.1' },
    2: { name: 'Placer Order Number', type: 'EI', clause: 'HL7 4.5.3.2' },
    3: { name: 'Filler Order Number', type: 'EI', clause: 'HL7 4.5.3.3' },
    4: { name: 'Universal Service Identifier', type: 'CE', required: true, clause: 'HL7 4.5.3.4' },
    6: { name: 'Requested Date/Time', type: 'TS', clause: 'HL7 4.5.3.6' },
    7: { name: 'Observation Date/Time', type: 'TS', clause: 'HL7 4.5.3.7' },
    8: { name: 'Observation End Date/Time', type: 'TS', clause: 'HL7 4.5.3.8' },
    22: { name: 'Results Rpt/Status Chng Date/Time', type: 'TS', clause: 'HL7 4.5.3.22' },
    25: { name: 'Result Status', table: table('0123', TABLE_0123), clause: 'HL7 4.5.3.25' },
  },
  OBX: {
    1: { name: 'Set ID', type: 'SI', clause: 'HL7 7.4.2.1' },
    2: { name: 'Value Type', table: table('0125', TABLE_0125), clause: 'HL7 7.4.2.2' },
    3: { name: 'Observation Identifier', type: 'CE', required: true, clause: 'HL7 7.4.2.3' },
    5: { name: 'Observation Value', type: 'value', clause: 'HL7 7.4.2.5' },
    6: { name: 'Units', type: 'CE', clause: 'HL7 7.4.2.6' },
    11: {
      name: 'Observation Result Status',
      required: true,
      table: table('0085', TABLE_0085),
      clause: 'HL7 7.4.2.11',
    },
    14: { name: 'Date/Time of the Observation', type: 'TS', clause: 'HL7 7.4.2.14' },
    17: { name: 'Observation Method', type: 'CE', clause: 'HL7 7.4.2.17' },
    18: { name: 'Equipment Instance Identifier', type: 'EI', clause: 'HL7 7.4.2.18' },
  },
  NTE: { 1: { name: 'Set ID', type: 'SI', clause: 'HL7 2.15.10.1' } },
};
