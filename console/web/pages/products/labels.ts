/** How the keys of sut.yaml are called in the form, and what helps to fill them in. Keys of lists stand without their index. */
export const LABELS: Record<string, { title: string; hint?: string }> = {
  vendor: { title: 'Supplier' },
  product: { title: 'Name of the product' },
  version: {
    title: 'Version',
    hint: 'As the product itself shows it. Answers of people about another version do not count.',
  },
  actor: { title: 'Kind of product' },
  intendedUse: { title: 'Intended use', hint: 'A study outside it must be refused by the product.' },
  'intendedUse.description': { title: 'In words' },
  'intendedUse.modalities': { title: 'Modalities', hint: 'For example CT or MR.' },
  'intendedUse.bodyParts': { title: 'Body parts', hint: 'Values of Body Part Examined (0018,0015), for example HEAD.' },
  'intendedUse.minAgeYears': { title: 'Youngest patient, in years' },
  'intendedUse.maxAgeYears': { title: 'Oldest patient, in years' },
  'intendedUse.maxSliceThicknessMm': { title: 'Thickest slice, in millimetres' },
  'intendedUse.minSlices': { title: 'Fewest slices' },
  algorithms: {
    title: 'Algorithms',
    hint: 'Every algorithm that contributes to results, named as its results name it.',
  },
  'algorithms.deviceUid': { title: 'Device UID', hint: 'In Contributing Equipment (IHE AIR 6.5.3.1).' },
  'algorithms.abnormalities': { title: 'Abnormalities it looks for' },
  'algorithms.abnormalities.alertable': { title: 'A detected one must raise an alert (OBX-8)' },
  'algorithms.abnormalities.sensitivity': { title: 'Sensitivity', hint: 'As declared, from 0 to 1.' },
  'algorithms.abnormalities.specificity': { title: 'Specificity', hint: 'As declared, from 0 to 1.' },
  capabilities: {
    title: 'What it declares',
    hint: 'Only what is declared is tested. The rest is reported as not applicable.',
  },
  'capabilities.carriers': { title: 'Kinds of result it stores' },
  'capabilities.intake': { title: 'How images reach it' },
  'capabilities.resultStorage': { title: 'How it stores results' },
  'capabilities.fhir': { title: 'Sends results by FHIR' },
  'capabilities.tls': { title: 'Encrypted links (TLS)' },
  'capabilities.llmText': { title: 'Writes report text with a large language model' },
  'capabilities.criticalAlertCode': { title: 'Code of a critical alert' },
  'capabilities.srSignalsAvailability': { title: 'Its structured report on the PACS says that results are there' },
  'capabilities.storageCommitment': { title: 'Asks for storage commitment' },
  'capabilities.air': {
    title: 'IHE AI Results (AIR)',
    hint: 'Fill this in only if the product claims to be an Evidence Creator.',
  },
  conformance: {
    title: 'Conformance statements',
    hint: 'What its DICOM and HL7 statements say. It is compared with what is seen.',
  },
  'conformance.dicom.sopClass': { title: 'SOP Class UID' },
  endpoints: { title: 'Where the product listens' },
  'endpoints.mllp': { title: 'HL7 (MLLP)' },
  'endpoints.dicomWeb': { title: 'DICOMweb' },
  'endpoints.http': { title: 'HTTP, for example FHIR' },
  harness: {
    title: 'Where the product finds the simulated hospital',
    hint: 'Set the product up with these addresses.',
  },
  'harness.host': { title: 'Address of this computer, as the product sees it' },
  'harness.probe': { title: 'Our own questions' },
  tls: { title: 'Certificates', hint: 'Add the files under Files, then name them here.' },
  'tls.certificate': { title: 'Certificate (PEM file)' },
  'tls.key': { title: 'Private key (PEM file)' },
  'tls.ca': { title: 'Certificate authority to trust (PEM file)' },
  'tls.requireClientCertificate': { title: 'Ask the product for its certificate' },
  'tls.minVersion': { title: 'Lowest version' },
  pacs: { title: 'The simulated PACS' },
  'pacs.launcher': { title: 'How it is started' },
  timeouts: { title: 'How long to wait', hint: 'In seconds.' },
  'timeouts.notice': { title: 'For the notice that results are there' },
  'timeouts.settle': { title: 'For late traffic after that' },
  'timeouts.quiet': { title: 'Where nothing should happen' },
  'timeouts.recovery': { title: 'For recovery after a fault' },
  'timeouts.retention': { title: 'Declared time for which images are kept' },
  'timeouts.exchange': { title: 'For one exchange' },
  studies: {
    title: 'Studies to send',
    hint: 'Choose your own sets when you start a run, or name made-up ones here.',
  },
  'studies.critical': { title: 'With a finding that must raise an alert' },
  'studies.positive': { title: 'With a finding that must not raise an alert' },
  'studies.negative': { title: 'Without a finding' },
  'studies.out-of-scope': { title: 'Outside the intended use' },
  'studies.damaged': { title: 'In scope, but cannot be analysed' },
  acquisition: { title: 'How an exam is made' },
  attestations: { title: 'File of earlier answers' },
  ris: { title: 'How to look at the worklist', hint: 'How we can see what the RIS shows.' },
  archive: { title: 'The archive' },
};

/** Words in key names that are not plain English. */
const SHORT: Record<string, string> = Object.fromEntries(
  'AE UID SR HL7 MLLP FHIR TLS PACS RIS AI HTTP URL SOP DICOM AIR CA ID'
    .split(' ')
    .map((word) => [word.toLowerCase(), word]),
);

/** `aeTitle` becomes "AE title". */
export function humanise(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .map((word) => word.toLowerCase())
    .map((word) => (word === 'dimse' ? 'DICOM' : (SHORT[word] ?? word)));
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Values that have a better name than their own. */
export const VALUE_WORDS: Record<string, string> = {
  'ai-platform': 'AI platform',
  ris: 'RIS',
  pacs: 'PACS',
  scanner: 'Scanner',
  sr: 'Structured report',
  seg: 'Segmentation',
  'secondary-capture': 'Secondary capture',
  'presentation-state': 'Presentation state',
  overlay: 'Overlay',
  'parametric-map': 'Parametric map',
  'key-object': 'Key objects',
  'encapsulated-pdf': 'PDF in DICOM',
  routed: 'Sent to it (routed)',
  'c-move': 'It fetches them (C-MOVE)',
  'c-get': 'It fetches them (C-GET)',
  'c-store': 'C-STORE',
  'stow-rs': 'STOW-RS',
  auto: 'Automatic',
  path: 'Orthanc on this computer',
  docker: 'Docker',
  apt: 'Installed with apt',
  existing: 'One that runs already',
  embedded: 'Built in',
};
