import { atEvent } from '../workflow/reading/evidence';
import { breach, nothingSeen, risCheck, satisfied } from './reading/judging';
import { atSent, sentOf } from './reading/sent';

/** RCR-F1.1: DiagnosticReport and Observation are taken and kept, and those that match no exam are not. */
export const fhirTaken = risCheck({
  id: 'ris/fhir-taken',
  title: 'The RIS takes DiagnosticReport and Observation about its exams, and no others',
  clause: 'RCR l.220-226',
  judge(record) {
    const sent = sentOf(record).filter(({ what }) => what.startsWith('FHIR'));
    const [first] = sent;
    if (!first) return nothingSeen('No FHIR resources were sent.');
    const status = (code = ''): number => Number(code);
    for (const one of sent) {
      const taken = status(one.answer?.code) >= 200 && status(one.answer?.code) < 300;
      if (taken && one.expects === 'refused') return breach(`The RIS took ${one.what}.`, [atSent(one)]);
      if (!taken && one.expects === 'accepted')
        return breach(
          `The RIS did not take ${one.what}: HTTP ${one.answer?.code ?? ''} ${one.answer?.reason ?? ''}`.trim() + '.',
          [atSent(one)],
        );
      if (!taken && !(status(one.answer?.code) >= 400 && status(one.answer?.code) < 500))
        return nothingSeen(`${one.what} was neither taken nor refused: HTTP ${one.answer?.code ?? ''}.`);
    }
    const read = record.events.flatMap((event) =>
      event.kind === 'probe.sut' && event.probe.startsWith('fhir-') ? [event] : [],
    );
    const due = sent.filter(({ expects }) => expects === 'accepted');
    const lost = read.find(({ outcome }) => outcome !== 'found');
    if (due.length > 0 && lost)
      return breach(`What the RIS took as FHIR cannot be read back (${lost.probe.slice(5)}: ${lost.detail})`, [
        atSent(first),
        atEvent(lost, lost.detail),
      ]);
    if (due.length > 0 && read.length === 0) return nothingSeen('It was not tried to read the resources back.');
    return satisfied(
      due.length > 0
        ? 'DiagnosticReport and Observations were taken, and can be read back.'
        : 'FHIR resources about no known exam were refused.',
      [...sent.map((one) => atSent(one)), ...(due.length > 0 ? read.map((one) => atEvent(one, one.detail)) : [])],
    );
  },
});
