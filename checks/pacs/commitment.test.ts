import { describe, expect, it } from 'vitest';
import { AtArchive } from '../../tests/kit/archive';
import type { Natural } from '../../tests/kit/dicom-bytes';
import { report, segmentation, STUDY } from '../../tests/kit/objects';
import { findCheck } from '..';

const BOTH = [report(), segmentation()];
const UIDS = BOTH.map((object) => String(object['SOPInstanceUID']));
const UNKNOWN = '1.2.3.4.5';
const outcome = (check: string, at: AtArchive) => findCheck(`pacs/${check}`).judge(at.record(), {}).outcome;
const stored = () => new AtArchive().results(BOTH);
const moved = (at: AtArchive, back: Natural[]) =>
  at.step('move', {}, () => at.retrieve({ StudyInstanceUID: STUDY }, back));

describe('commitment of what is stored', () => {
  const id = 'commitment-succeeds';
  it('succeeds for all', () => {
    expect(outcome(id, stored().commitment(UIDS, {}))).toBe('satisfied');
  });

  it.each([
    ['no report', stored().commitment(UIDS)],
    ['another Transaction UID', stored().commitment(UIDS, { transactionUid: '1.2.10' })],
    ['an instance left out', stored().commitment(UIDS, { committed: UIDS.slice(1) })],
    [
      'a failure',
      stored().commitment(UIDS, { eventTypeId: 2, committed: [], failed: [{ sopInstanceUid: UIDS[0] ?? '' }] }),
    ],
    ['the request refused', stored().commitment(UIDS, undefined, 0x0110)],
    ['no association', stored().step('commitment', {}, () => undefined, 'The PACS rejected the association.')],
  ])('is a breach with %s', (_what, at) => {
    expect(outcome(id, at)).toBe('breach');
  });

  it('shows nothing where it was not asked for', () => {
    expect(outcome(id, stored())).toBe('nothing-seen');
  });
});

describe('commitment of an unknown instance', () => {
  const id = 'commitment-of-unknown-fails';
  const asked = [...UIDS, UNKNOWN];
  const failed = [{ sopInstanceUid: UNKNOWN, reason: 0x0112 }];

  it('fails for that one only', () => {
    expect(outcome(id, stored().commitment(asked, { eventTypeId: 2, committed: UIDS, failed }))).toBe('satisfied');
  });

  it.each([
    ['success', { eventTypeId: 1, committed: UIDS, failed }],
    ['no failed instance', { eventTypeId: 2, committed: UIDS, failed: [] }],
    ['no reason', { eventTypeId: 2, committed: UIDS, failed: [{ sopInstanceUid: UNKNOWN }] }],
    ['commitment to it', { eventTypeId: 2, committed: asked, failed }],
    ['the others left out', { eventTypeId: 2, committed: UIDS.slice(1), failed }],
  ])('is a breach with %s', (_what, report) => {
    expect(outcome(id, stored().commitment(asked, report))).toBe('breach');
  });

  it('is a breach without a report, and shows nothing where none was unknown', () => {
    expect(outcome(id, stored().commitment(asked))).toBe('breach');
    expect(outcome(id, stored().commitment(UIDS, {}))).toBe('nothing-seen');
    expect(outcome(id, stored())).toBe('nothing-seen');
  });
});

describe('the association of the report', () => {
  const id = 'commitment-report-association';
  it('is opened by the archive, as SCP, under its AE title', () => {
    expect(outcome(id, stored().opens('PACS', true).commitment(UIDS, {}))).toBe('satisfied');
  });

  it.each([
    ['it is that of the request', stored().commitment(UIDS, { byArchive: false })],
    ['the role is not proposed', stored().opens('PACS', false).commitment(UIDS, {})],
    ['the AE title is another', stored().opens('OTHER', true).commitment(UIDS, {})],
    ['there is none', stored().commitment(UIDS)],
  ])('is a breach when %s', (_what, at) => {
    expect(outcome(id, at)).toBe('breach');
  });

  it('shows nothing where nothing was asked for', () => {
    expect(outcome(id, stored())).toBe('nothing-seen');
  });
});

describe('what was committed to', () => {
  const id = 'committed-is-retrievable';
  it('can be retrieved', () => {
    expect(outcome(id, moved(stored().commitment(UIDS, {}), BOTH))).toBe('satisfied');
    expect(outcome(id, moved(stored().commitment(UIDS, { committed: UIDS.slice(1) }), BOTH.slice(1)))).toBe(
      'satisfied',
    );
  });

  it('is a breach when it does not come back, or no report came', () => {
    expect(outcome(id, moved(stored().commitment(UIDS, {}), BOTH.slice(1)))).toBe('breach');
    expect(outcome(id, moved(stored().commitment(UIDS), BOTH))).toBe('breach');
  });

  it('shows nothing where nothing was asked for or retrieved', () => {
    expect(outcome(id, moved(stored(), BOTH))).toBe('nothing-seen');
    expect(outcome(id, stored().commitment(UIDS, {}))).toBe('nothing-seen');
  });
});
