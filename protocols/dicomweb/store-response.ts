import { type DicomJson, jsonItems, jsonString } from './dicom-json';

/** What a STOW-RS origin server said about each instance (PS3.18 10.5.3.1, Table 10.5.3-1). */
export interface StowOutcome {
  /** HTTP status: 200 all stored, 202 stored with warnings or failures, 409 none stored. */
  status: number;
  stored: StoredReference[];
  failed: FailedReference[];
}

export interface StoredReference {
  sopClassUid: string;
  sopInstanceUid: string;
  /** Warning Reason (0008,1196). */
  warning?: number;
  /** Retrieve URL (0008,1190). */
  retrieveUrl?: string;
}

export interface FailedReference {
  sopClassUid: string;
  sopInstanceUid: string;
  /** Failure Reason (0008,1197). */
  reason: number;
}

export function readStoreResponse(status: number, payload: DicomJson): StowOutcome {
  const uids = (item: DicomJson): { sopClassUid: string; sopInstanceUid: string } => ({
    sopClassUid: jsonString(item, 'ReferencedSOPClassUID') ?? '',
    sopInstanceUid: jsonString(item, 'ReferencedSOPInstanceUID') ?? '',
  });
  return {
    status,
    stored: jsonItems(payload, 'ReferencedSOPSequence').map((item) => {
      const warning = jsonString(item, 'WarningReason');
      const retrieveUrl = jsonString(item, 'RetrieveURL');
      return {
        ...uids(item),
        ...(warning === undefined ? {} : { warning: Number(warning) }),
        ...(retrieveUrl === undefined ? {} : { retrieveUrl }),
      };
    }),
    // Other Failures Sequence (0008,119A): parts of which not even the UIDs could be told.
    failed: [...jsonItems(payload, 'FailedSOPSequence'), ...jsonItems(payload, '0008119A')].map((item) => ({
      ...uids(item),
      reason: Number(jsonString(item, 'FailureReason') ?? 0x0110),
    })),
  };
}

/** @param retrieveUrl where the study can be had, for Retrieve URL (0008,1190) */
export function writeStoreResponse(outcome: Omit<StowOutcome, 'status'>, retrieveUrl: string | undefined): DicomJson {
  const ui = (value: string): DicomJson[string] => ({ vr: 'UI', ...(value ? { Value: [value] } : {}) });
  const us = (value: number): DicomJson[string] => ({ vr: 'US', Value: [value] });
  const payload: DicomJson = {};
  if (retrieveUrl) payload['00081190'] = { vr: 'UR', Value: [retrieveUrl] };
  const named = outcome.failed.filter(({ sopInstanceUid }) => sopInstanceUid !== '');
  const nameless = outcome.failed.filter(({ sopInstanceUid }) => sopInstanceUid === '');
  if (named.length > 0) {
    payload['00081198'] = {
      vr: 'SQ',
      Value: named.map(({ sopClassUid, sopInstanceUid, reason }) => ({
        '00081150': ui(sopClassUid),
        '00081155': ui(sopInstanceUid),
        '00081197': us(reason),
      })),
    };
  }
  if (nameless.length > 0) {
    payload['0008119A'] = { vr: 'SQ', Value: nameless.map(({ reason }) => ({ '00081197': us(reason) })) };
  }
  if (outcome.stored.length > 0) {
    payload['00081199'] = {
      vr: 'SQ',
      Value: outcome.stored.map(({ sopClassUid, sopInstanceUid, warning, retrieveUrl: url }) => ({
        ...(url ? { '00081190': { vr: 'UR', Value: [url] } } : {}),
        '00081150': ui(sopClassUid),
        '00081155': ui(sopInstanceUid),
        ...(warning === undefined ? {} : { '00081196': us(warning) }),
      })),
    };
  }
  return payload;
}
