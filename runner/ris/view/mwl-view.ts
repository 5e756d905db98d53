import type { DimsePeer } from '../../../model/actors';
import type { MwlView, RisEntry, RisField } from '../../../model/ris-access';
import { find, type NaturalDataset } from '../../../protocols/dimse/client';
import { type Look, notOffered, type RisView, type Seen } from './view';

export interface MwlViewOptions {
  view: MwlView;
  peer(): DimsePeer;
  callingAeTitle: string;
  timeoutMs: number;
}

const SHOWS: readonly RisField[] = ['accessionNumber', 'orderNumber', 'patientId', 'patientName', 'priority'];
/** Requested Procedure Priority (0040,1003), most urgent first. */
const PRIORITIES = ['STAT', 'HIGH', 'ROUTINE', 'MEDIUM', 'LOW'];

/** Looks at a reporting worklist that is offered as modality worklist (PS3.4 K): what is on it, for whom, how urgent. */
export class MwlRisView implements RisView {
  readonly adapter = 'mwl';
  readonly shows = SHOWS;
  readonly showsExams = false;

  constructor(private readonly o: MwlViewOptions) {}

  async look({ view, filter = [], sort }: Look): Promise<Seen> {
    const { stationAeTitle = '', status = '', aeTitle } = this.o.view;
    const asked = `C-FIND modality worklist, Scheduled Station AE Title "${stationAeTitle}", status "${status}"`;
    if (view === 'exam') return notOffered(asked, 'A modality worklist shows scheduled work only, no exam as a whole.');
    if (filter.length > 0)
      return notOffered(asked, 'A modality worklist has no keys for the filters of a reporting worklist.');
    if (sort !== undefined)
      return notOffered(asked, 'The answers to a modality worklist query have no order (PS3.4 K.4).');
    const peer = this.o.peer();
    try {
      const answers = await find(
        {
          callingAeTitle: this.o.callingAeTitle,
          peer: { ...peer, aeTitle: aeTitle ?? peer.aeTitle },
          timeoutMs: this.o.timeoutMs,
        },
        'WORKLIST',
        identifier(stationAeTitle, status),
      );
      return { asked, entries: answers.map(entry), answer: Buffer.from(JSON.stringify(answers)) };
    } catch (error) {
      return { asked, entries: [], failure: { kind: 'unreachable', sentence: (error as Error).message } };
    }
  }
}

function identifier(stationAeTitle: string, status: string): NaturalDataset {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    AccessionNumber: '',
    PatientName: '',
    PatientID: '',
    StudyInstanceUID: '',
    RequestedProcedureID: '',
    RequestedProcedurePriority: '',
    PlacerOrderNumberImagingServiceRequest: '',
    ScheduledProcedureStepSequence: [
      { ScheduledStationAETitle: stationAeTitle, Modality: '', ScheduledProcedureStepStatus: status },
    ],
  };
}

function entry(answer: NaturalDataset): RisEntry {
  const text = (keyword: string): string => nameOr(answer[keyword]);
  const word = text('RequestedProcedurePriority');
  const rank = PRIORITIES.indexOf(word);
  return {
    accessionNumber: text('AccessionNumber'),
    orderNumber: text('PlacerOrderNumberImagingServiceRequest'),
    patientId: text('PatientID'),
    patientName: text('PatientName'),
    priority: { word, ...(rank < 0 ? {} : { rank }) },
  };
}

/** A PN may come as text or by its component groups. */
function nameOr(value: unknown): string {
  if (Array.isArray(value)) return nameOr(value[0]);
  if (typeof value === 'object' && value !== null) return String((value as { Alphabetic?: string }).Alphabetic ?? '');
  return value === undefined || value === null ? '' : String(value);
}
