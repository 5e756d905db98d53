import type { Hl7Message, Hl7Segment } from '../../../model/hl7/message';
import { unescape } from '../../../model/hl7/escapes';
import { readObservations, type Observations } from './observations';

/** A value and the field it stands in. */
export interface Sourced {
  path: string;
  value: string;
}

export interface Notice {
  controlId: string;
  /** MSH-3|MSH-4. */
  sender: string;
  /** ORC-1 and ORC-5. */
  control: string;
  status: string;
  /** Every place in which an order or exam is identified, where it is not empty. */
  ids: Record<'accessionNumber' | 'placer' | 'filler' | 'study', Sourced[]>;
  patient: {
    /** Each repetition of PID-3: number and assigning authority. */
    ids: { value: string; authority: string }[];
    familyName: string;
    birthDate: string;
    sex: string;
  };
  /** ORC-7.6, OBR-27.6 or TQ1-9 ask for expedited reading. */
  expedite: boolean;
  observations: Observations;
  /** Text of NTE-3 and ORC-16, where a refusal may give its reason. */
  remarks: string;
}

/** Reads a message of the AI platform; nothing is required here, what is missing is ''. */
export function readNotice(message: Hl7Message): Notice {
  const orc = message.all('ORC');
  const obr = message.all('OBR');
  const pid = message.all('PID')[0];
  const collect = (segments: Hl7Segment[], field: number): Sourced[] =>
    segments
      .map((segment) => ({
        path: segment.index === 1 ? `${segment.name}-${field}` : `${segment.name}[${segment.index}]-${field}`,
        value: segment.component(field, 1).trim(),
      }))
      .filter(({ value }) => value !== '' && value !== '""');
  const urgent = (segment: Hl7Segment, field: number, component: number): boolean =>
    /^(S|A|STAT|ASAP)$/i.test(segment.component(field, component));
  return {
    controlId: message.controlId,
    sender: `${message.get('MSH-3.1')}|${message.get('MSH-4.1')}`,
    control: orc[0]?.component(1, 1) ?? '',
    status: orc[0]?.component(5, 1) ?? '',
    ids: {
      accessionNumber: [...collect(obr, 18), ...collect(message.all('IPC'), 1)],
      placer: [...collect(orc, 2), ...collect(obr, 2)],
      filler: [...collect(orc, 3), ...collect(obr, 3)],
      study: [...collect(message.all('ZDS'), 1), ...collect(message.all('IPC'), 3)],
    },
    patient: {
      ids: pid ? patientIds(pid, message.delimiters) : [],
      familyName: pid?.component(5, 1, 1) ?? '',
      birthDate: (pid?.component(7, 1) ?? '').slice(0, 8),
      sex: pid?.component(8, 1) ?? '',
    },
    expedite:
      orc.some((segment) => urgent(segment, 7, 6)) ||
      obr.some((segment) => urgent(segment, 27, 6)) ||
      message.all('TQ1').some((segment) => urgent(segment, 9, 1)),
    observations: readObservations(message),
    remarks: [
      ...message.all('NTE').map((segment) => segment.component(3, 1)),
      ...orc.map((segment) => segment.component(16, 2) || segment.component(16, 1)),
    ]
      .filter((text) => text !== '')
      .join('; '),
  };
}

function patientIds(pid: Hl7Segment, delimiters: Hl7Message['delimiters']): Notice['patient']['ids'] {
  return pid
    .repetitions(3)
    .map((repetition) => {
      const [value = '', , , authority = ''] = repetition.split(delimiters.component);
      const [namespace = ''] = authority.split(delimiters.subcomponent || '\0');
      return { value: unescape(value, delimiters).trim(), authority: unescape(namespace, delimiters).trim() };
    })
    .filter(({ value }) => value !== '' && value !== '""');
}
