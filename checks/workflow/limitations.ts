import type { EvidenceRef } from '../../model/record';
import { isDeclarationPdf, saysNothing, textStatesLimitations } from './reading/declared';
import { atMessage, atObject } from './reading/evidence';
import { breach, caseCheck, isAnalysed, nothingSeen, satisfied } from './reading/judging';
import { resultsOfKind, textsIn } from './reading/objects';
import { noticesOf, resultsOf } from './reading/traffic';

interface Place {
  text: string;
  at: EvidenceRef;
}

/** RCR-5.1: limitations accompany every analytic result. */
export const limitationsAccompany = caseCheck({
  id: 'declaration/limitations-accompany',
  title: 'The limitations of the algorithm accompany the result',
  clause: 'RCR l.69-70',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge(caseRecord) {
    const results = resultsOf(caseRecord);
    if (results.length === 0) return nothingSeen('No result of the study reached the PACS.');
    const inReports = resultsOfKind(caseRecord, 'sr').flatMap((store): Place[] =>
      textsIn(store.object)
        // A heading "Limitations" counts with whatever stands under it.
        .filter(
          ({ name, text }) =>
            textStatesLimitations(text) || (/limitation|disclaimer/i.test(name) && !saysNothing(text)),
        )
        .map(({ path, text }) => ({ text, at: atObject(store, path) })),
    );
    const pdfs = resultsOfKind(caseRecord, 'encapsulated-pdf');
    const inPdfs = pdfs.flatMap((store): Place[] => {
      const line = (store.object.pdf?.text ?? '').split('\n').find(textStatesLimitations);
      return line === undefined ? [] : [{ text: line, at: atObject(store, 'EncapsulatedDocument') }];
    });
    const inMessages = noticesOf(caseRecord).flatMap((notice): Place[] =>
      [
        ...notice.message.all('NTE').map((note) => ({ note, field: 3 })),
        ...notice.message.all('OBX').map((note) => ({ note, field: 5 })),
      ]
        .filter(({ note, field }) => note.field(field).split(/[\^~]/).some(textStatesLimitations))
        .map(({ note, field }) => ({
          text: note.component(field, 1),
          at: atMessage(notice, `${note.name}[${note.index}]-${field}`),
        })),
    );
    const found = [...inReports, ...inPdfs, ...inMessages];
    const [first] = found;
    if (first) {
      const quote = first.text.length > 100 ? `${first.text.slice(0, 97)}...` : first.text;
      return satisfied(
        `The limitations come with the result: "${quote}"`,
        found.map(({ at }) => at),
      );
    }
    const unread = pdfs.filter((store) => store.object.pdf?.text === undefined);
    if (unread.some(isDeclarationPdf)) {
      return nothingSeen('The declaration is a PDF whose text cannot be read by machine; a person has to read it.');
    }
    return breach(
      'Results came without a word on what the algorithm cannot do or must not be used for.',
      results.map((store) => atObject(store)),
    );
  },
});
