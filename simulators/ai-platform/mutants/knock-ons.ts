import type { KnockOn } from '../../../model/defect';

const on = (because: string, ...requirements: string[]): KnockOn => ({ because, requirements });
/** Where it depends on the moment what is there already. */
const maybe = (because: string, ...requirements: string[]): KnockOn => ({ because, requirements, sometimes: true });

const INVALID = 'An object that breaks a rule of its kind is no valid DICOM object either.';
const INVALID_SEG = 'What is wrong with the segmentation makes it no valid one.';
const REFERRED = 'What was left out is still referred to by the other results, and does not exist.';
const NO_NOTICE = 'Nothing of the notice can be judged that never came.';
const NOT_FOUND =
  'The platform waits until the PACS lists its results in the study, which it never does; so nothing is told.';
const SAME_STUDY = 'AIR-EC-43 asks of the profile what RCR-S1.2 asks of all results.';
const ONE_SIDE = 'Where one of two says something else, they do not agree.';
const NO_ALERT = 'OBX-8 belongs to the observation that is missing or denied.';
const NOT_MADE = 'What is not made does not arrive, in whatever carrier.';
const OTHER_MAKER = 'Equipment that is not fully described is not the algorithm that was declared.';
const ONE_REPORT = 'One report holds findings, measurements and locations, so what it is built by holds for all three.';
const TOLD_EARLY = 'The exam is judged on its notice, before the last results and the requests to commit to them.';
const IN_OUTAGE = 'What was lost in the outage is missing, whoever asks for it.';
const LOST = 'What is not on the PACS is still referred to by the other results, or told of.';
const TWICE = 'Two requirements ask that nothing comes twice.';
const FIGURES = 'Two requirements ask for the same figures.';
const ASTRAY = 'The others still list it in the study that was analysed.';
const NO_REGION = 'Pixels of a segment that is not described show no region.';
const BAD_TEXT = 'Every object with the text is wrong, whatever it carries.';

/** What else is bound to turn red when a mutant breaks its own requirement, as it was seen on its own exams. */
export const KNOCK_ONS: Readonly<Record<string, readonly KnockOn[]>> = {
  'notice-never-sent': [on(NO_NOTICE, 'RCR-A2.2', 'RCR-A3.1', 'RCR-A4.1', 'RCR-A4.3')],
  'second-completion-analysed-again': [
    on(
      'The second set of results comes after the notice of the first, and is the same once more.',
      'RCR-S6.1',
      'RCR-S6.3',
    ),
    on('Each set has a report that gathers it.', 'AIR-EC-41'),
  ],
  'scope-ignored': [on('What is analysed is not said to be refused.', 'RCR-S2.2')],
  'notice-before-storing': [
    on('The PACS is asked for its list when the notice comes.', 'AIR-EC-28'),
    maybe(TOLD_EARLY, 'AIR-EC-49a', 'AIR-EC-50', 'RCR-A1.1', 'RCR-A1.2', 'RCR-A1.3', 'RCR-A1.4a', 'RCR-A1.4b'),
    maybe(TOLD_EARLY, 'RCR-A2.1', 'RCR-A5.1', 'RCR-A5.2', 'RCR-A5.3', 'RCR-A5.4', 'RCR-A6.1', 'RCR-F1.1', 'RCR-S3.1'),
    maybe(TOLD_EARLY, 'RCR-S6.3'),
  ],
  'notice-before-last-result': [
    on(TOLD_EARLY, 'AIR-EC-28'),
    maybe(TOLD_EARLY, 'AIR-EC-49a', 'AIR-EC-50', 'RCR-A1.3', 'RCR-S5.1', 'RCR-S6.3'),
    on('A result comes after the report, too.', 'RCR-R3.2'),
  ],
  'result-lost-when-pacs-down': [
    maybe(IN_OUTAGE, 'RCR-A1.1', 'RCR-A1.2', 'RCR-A1.3', 'RCR-A1.4a', 'RCR-A1.4b', 'RCR-A2.1', 'RCR-A6.1'),
    maybe(IN_OUTAGE, 'RCR-A5.1', 'RCR-A5.3', 'RCR-A5.4', 'AIR-EC-49a', 'AIR-EC-50', 'RCR-S6.1'),
  ],
  'gives-up-when-pacs-down': [
    maybe(IN_OUTAGE, 'RCR-A1.1', 'RCR-A1.2', 'RCR-A1.3', 'RCR-A1.4a', 'RCR-A1.4b', 'RCR-A2.1', 'RCR-A6.1'),
    maybe(IN_OUTAGE, 'RCR-A5.1', 'RCR-A5.3', 'RCR-A5.4', 'AIR-EC-49a', 'AIR-EC-50', 'RCR-F1.1', 'RCR-R3.2', 'RCR-S1.1'),
    on('It says that the analysis failed, so it states nothing.', 'RCR-A2.2', 'RCR-A3.1', 'RCR-A4.1', 'RCR-A4.3'),
  ],
  'notice-lost-when-ris-refuses': [
    on(NO_NOTICE, 'RCR-A2.2', 'RCR-A3.1', 'RCR-A4.1', 'RCR-A4.3', 'RCR-S1.1', 'RCR-S4.1'),
  ],
  'results-doubled-by-retry': [
    on(TWICE, 'RCR-S1.2'),
    on('Of the first set, cut short by the outage, not all that is referred to came.', 'AIR-EC-28', 'RCR-S5.1'),
    on('The first set is gathered by no report, and nobody is asked to commit to it.', 'AIR-EC-41', 'AIR-EC-50'),
  ],
  'notice-twice': [on(TWICE, 'RCR-S6.3')],
  'notice-twice-after-retry': [on(TWICE, 'RCR-S1.2')],
  'results-stored-twice': [on(TWICE, 'RCR-S6.3')],
  'refusal-for-resources-ignored': [on(LOST, 'AIR-EC-28')],
  'commitment-failure-ignored': [on(LOST, 'AIR-EC-28', 'RCR-S6.1', 'RCR-S6.3')],
  'warning-stored-anew': [
    on(TWICE, 'RCR-S1.2', 'RCR-S6.3'),
    on(
      'The copy comes after the report, which does not lead to it, and nobody is asked to commit to it.',
      'AIR-EC-41',
      'AIR-EC-50',
      'RCR-R3.2',
    ),
  ],
  'results-not-returned': [
    on(NOT_MADE, 'RCR-A5.1', 'RCR-A2.1', 'RCR-A1.1', 'RCR-A1.2', 'RCR-A1.4a', 'RCR-A1.4b'),
    on('The notice says that results are there that are not.', 'RCR-S6.1'),
  ],
  'notice-without-order-number': [on('HL7 asks for a number, and delivery is counted by it.', 'RCR-5.4a', 'RCR-S4.1')],
  'obx5-missing': [on(ONE_SIDE, 'RCR-A2.3'), on(NO_ALERT, 'RCR-A4.1')],
  'obx5-empty': [
    on(ONE_SIDE, 'RCR-A2.3'),
    on(NO_ALERT, 'RCR-A4.1'),
    on('HL7 asks for a value where OBX-11 does not say that there is none.', 'RCR-S4.1'),
  ],
  'obx5-absent-for-present': [on(ONE_SIDE, 'RCR-A2.3'), on(NO_ALERT, 'RCR-A4.1')],
  'obx5-text-contradicts-sr': [on('OBX-5 denies what the study holds.', 'RCR-A2.2'), on(NO_ALERT, 'RCR-A4.1')],
  'obx5-present-for-absent': [on(ONE_SIDE, 'RCR-A2.3')],
  'results-in-new-study': [
    on(SAME_STUDY, 'AIR-EC-43'),
    on(NOT_FOUND, 'RCR-A2.2', 'RCR-A3.1', 'RCR-A4.1', 'RCR-A4.3', 'RCR-F1.1', 'RCR-S1.1', 'AIR-EC-28'),
    on('The report signals results in another study.', 'RCR-R3.2'),
    on(ASTRAY, 'AIR-EC-27', 'AIR-EC-31', 'AIR-EC-35', 'RCR-S5.1'),
  ],
  'result-of-wrong-study': [
    on(SAME_STUDY, 'AIR-EC-43'),
    on(NOT_FOUND, 'RCR-A2.2', 'RCR-A3.1', 'RCR-A4.1', 'RCR-A4.3', 'RCR-F1.1', 'RCR-S1.1', 'AIR-EC-28'),
    on(ASTRAY, 'AIR-EC-27', 'AIR-EC-31', 'RCR-S5.1'),
  ],
  'result-of-wrong-patient': [on(SAME_STUDY, 'AIR-EC-43')],
  'result-without-accession-number': [
    on(SAME_STUDY, 'AIR-EC-43'),
    on('Delivery is counted by the accession number.', 'RCR-5.4a'),
  ],
  'version-differs-in-one-result': [on(OTHER_MAKER, 'AIR-EC-04')],
  'device-uid-missing': [on(OTHER_MAKER, 'AIR-EC-04')],
  'device-uid-new-each-time': [on(OTHER_MAKER, 'AIR-EC-04')],
  'uid-with-letters': [on('The PACS does not take an object whose UID is none.', 'AIR-EC-28', 'RCR-A1.2')],
  'result-of-unknown-type': [
    on(INVALID_SEG, 'AIR-EC-31'),
    on('The segment that was measured is not there.', 'AIR-EC-34'),
    on(NO_REGION, 'RCR-A1.3'),
  ],
  'latin1-declared-utf8': [on(BAD_TEXT, 'AIR-EC-31', 'AIR-EC-35', 'AIR-EC-40', 'RCR-A1.2', 'RCR-A1.4a', 'RCR-A1.4b')],
  'character-set-misdeclared': [
    on(BAD_TEXT, 'AIR-EC-31', 'AIR-EC-35', 'AIR-EC-40', 'RCR-A1.2', 'RCR-A1.4a', 'RCR-A1.4b', 'RCR-S5.1'),
    on('A name that is read wrong is another name.', 'AIR-EC-43', 'RCR-S1.2'),
  ],
  'seg-missing': [on(NOT_MADE, 'AIR-EC-49a')],
  'sr-without-evidence': [on('AIR-EC-27 asks for the same of the profile.', 'AIR-EC-27')],
  'sr-wrong-template': [on(ONE_REPORT, 'AIR-EC-16', 'AIR-EC-17a')],
  'sr-calls-absent': [on(ONE_SIDE, 'RCR-A2.3', 'RCR-F1.2')],
  'sr-without-findings': [
    on(ONE_SIDE, 'RCR-A2.3', 'RCR-F1.2'),
    on('What is absent is a finding of the report, too.', 'AIR-EC-42'),
  ],
  'limitations-missing': [on(REFERRED, 'AIR-EC-28', 'RCR-S5.1')],
  'declaration-lists-found-only': [
    on(REFERRED, 'AIR-EC-28', 'RCR-S5.1'),
    on('What is not listed has no figures.', 'RCR-A5.2', 'RCR-A5.3', 'RCR-S3.1'),
    on('What was looked for and not found is not listed.', 'AIR-EC-42'),
  ],
  'figures-other-than-declared': [on(FIGURES, 'RCR-A5.2')],
  'declaration-without-specificity': [on(FIGURES, 'RCR-S3.1')],
  'declaration-missing': [on(REFERRED, 'AIR-EC-28', 'RCR-S5.1'), on(NOT_MADE, 'RCR-A5.3', 'RCR-S3.1')],
  'declaration-pdf-only': [on(REFERRED, 'AIR-EC-28', 'RCR-S5.1'), on('A PDF holds no codes.', 'RCR-A5.3')],
  'only-secondary-capture': [
    on(NOT_MADE, 'AIR-EC-49a', 'RCR-A1.3', 'RCR-A1.4a', 'RCR-A1.4b'),
    on(REFERRED, 'RCR-S5.1'),
  ],
  'finding-not-marked': [
    on(NOT_MADE, 'AIR-EC-49a', 'RCR-A1.2', 'RCR-A1.3', 'RCR-A1.4a', 'RCR-A1.4b'),
    on(REFERRED, 'RCR-S5.1'),
  ],
  'seg-shifted-by-one-slice': [on(INVALID_SEG, 'AIR-EC-31', 'RCR-S5.1')],
  'seg-other-frame-of-reference': [on(INVALID_SEG, 'AIR-EC-31', 'RCR-S5.1')],
  'only-library-described': [on(OTHER_MAKER, 'AIR-EC-13')],
  'equipment-of-acquisition': [on(OTHER_MAKER, 'AIR-EC-09')],
  'equipment-without-manufacturer': [
    on(OTHER_MAKER, 'AIR-EC-04'),
    on('Manufacturer is Type 1 in Contributing Equipment.', 'AIR-EC-31', 'RCR-S5.1'),
  ],
  'equipment-without-model': [on(OTHER_MAKER, 'AIR-EC-04', 'AIR-EC-13')],
  'equipment-without-version': [on(OTHER_MAKER, 'AIR-EC-04', 'AIR-EC-13')],
  'purpose-code-of-revision-1.1': [on(OTHER_MAKER, 'AIR-EC-04', 'AIR-EC-09')],
  'findings-in-enhanced-sr': [on(ONE_REPORT, 'AIR-EC-16', 'AIR-EC-17b')],
  'measurements-in-own-template': [on(ONE_REPORT, 'AIR-EC-15a', 'AIR-EC-17a')],
  'location-in-declaration': [on('The location names an image that is not listed.', 'AIR-EC-27', 'RCR-S5.1')],
  'locations-in-comprehensive-sr': [on(ONE_REPORT, 'AIR-EC-15b', 'AIR-EC-16')],
  'point-without-frame-of-reference': [on('No frame of reference is not that of the images.', 'AIR-EC-30a')],
  'device-observer-without-uid': [on(INVALID, 'RCR-S5.1')],
  'finding-site-contained': [on(INVALID, 'RCR-S5.1')],
  'units-of-its-own': [on(INVALID, 'RCR-S5.1')],
  'algorithm-without-version': [on(INVALID, 'RCR-S5.1')],
  'evidence-without-images': [on(INVALID, 'RCR-S5.1')],
  'report-refers-to-nothing': [on(INVALID, 'RCR-S5.1')],
  'coordinates-without-image': [on(INVALID, 'RCR-S5.1')],
  'coordinates-outside-image': [
    on(INVALID, 'RCR-S5.1'),
    on('The segment of the same finding is within the image.', 'RCR-A2.3'),
  ],
  'point-far-from-images': [on('The segment of the same finding is among the images.', 'RCR-A2.3')],
  'sr-verified-by-nobody': [
    on('No report of an algorithm may call itself verified.', 'RCR-3.1'),
    on('Who verified is Type 1C.', 'RCR-S5.1'),
  ],
  'no-object-of-profile': [
    on(NOT_MADE, 'RCR-A2.1', 'RCR-A1.3', 'AIR-EC-44', 'RCR-A5.3'),
    on('Of the declarations only the PDF is left.', 'RCR-A5.4'),
  ],
  'pictures-instead-of-report': [
    on(
      NOT_MADE,
      'AIR-EC-01',
      'RCR-A5.1',
      'RCR-A5.2',
      'RCR-A5.3',
      'RCR-A2.1',
      'RCR-A1.3',
      'RCR-A1.4a',
      'RCR-A1.4b',
      'RCR-S3.1',
    ),
    on('What is left is burned in.', 'RCR-6.1'),
  ],
  'declared-key-objects-missing': [on(REFERRED, 'AIR-EC-28', 'RCR-S5.1')],
  'seg-with-modality-of-images': [on(INVALID_SEG, 'AIR-EC-31', 'RCR-S5.1')],
  'content-date-long-ago': [on('Delivery is measured by the same time.', 'RCR-5.4a')],
  'seg-frames-of-unknown-segment': [on(INVALID_SEG, 'RCR-S5.1'), on(NO_REGION, 'RCR-A1.3')],
  'segments-without-algorithm-name': [on(INVALID_SEG, 'AIR-EC-31', 'RCR-S5.1')],
  'measured-segment-not-linked': [on(INVALID, 'RCR-S5.1')],
  'segment-tracked-by-uid-only': [on(INVALID_SEG, 'AIR-EC-31', 'RCR-S5.1')],
  'finding-tracked-by-uid-only': [on('Half an identifier does not track.', 'AIR-EC-39')],
  'segment-tracked-by-another-uid': [on(INVALID, 'RCR-S5.1')],
  'fhir-observation-without-value': [on(ONE_SIDE, 'RCR-F1.2')],
  'fhir-wrong-study': [on('The RIS does not take what names a study that it does not have.', 'RCR-F1.1')],
  'fhir-contradicts-sr': [on('FHIR denies what the study holds.', 'RCR-F1.1')],
  'notice-twice-under-other-number': [on(TWICE, 'RCR-S6.3')],
  'stored-again-with-other-content': [on(TWICE, 'RCR-S6.3')],
  'copy-with-next-number': [on(TWICE, 'RCR-S6.3')],
  'evidence-in-another-study': [on(INVALID, 'RCR-S5.1')],
  'results-dated-as-another-study': [on(SAME_STUDY, 'AIR-EC-43')],
  'sr-request-of-another-order': [on(SAME_STUDY, 'AIR-EC-43')],
  'series-of-all-exams': [on(SAME_STUDY, 'AIR-EC-43')],
  'limitations-not-applicable': [on(REFERRED, 'AIR-EC-28', 'RCR-S5.1')],
  'limitations-none': [on(REFERRED, 'AIR-EC-28', 'RCR-S5.1')],
  'fhir-report-of-wrong-study': [on('The RIS does not take what names a study that it does not have.', 'RCR-F1.1')],
  'fhir-observations-of-wrong-study': [
    on('The RIS does not take what names a study that it does not have.', 'RCR-F1.1'),
  ],
};
