import type { Finding } from '../../model/check';
import { atEvent, atObject } from '../workflow/reading/evidence';
import { breach, nothingSeen } from '../workflow/reading/judging';
import { atAttribute, decide, faultOf, missing, scannerCheck } from './judging';
import { type Command, isSuccess, itemsOf, statusOf, stepsBegun, valueOf } from './traffic';

const RULE = 'scanner/mpps-begun';
const CLAUSE = 'PS3.4 table F.7.2-1';

/** Type 1 at N-CREATE, sequences apart. */
const TYPE_1 = [
  'PerformedProcedureStepID',
  'PerformedStationAETitle',
  'PerformedProcedureStepStartDate',
  'PerformedProcedureStepStartTime',
  'Modality',
];

/** RCR-M1.1b. */
export const mppsBegun = scannerCheck({
  id: RULE,
  title: 'The RIS heard of the procedure step before images came',
  clause: CLAUSE,
  judge(caseRecord) {
    const begun = stepsBegun(caseRecord);
    if (begun.length === 0)
      return missing(caseRecord, 'The scanner never told the RIS that the procedure step began (MPPS N-CREATE).');
    const findings = begun.flatMap(({ request }) => faultsOf(request));
    const evidence = begun.map(({ request }) => atAttribute(request, 'PerformedProcedureStepStatus'));
    const refused = begun.filter((exchange) => !isSuccess(exchange));
    if (findings.length === 0 && refused.length === begun.length) {
      return nothingSeen(
        `The RIS did not take the MPPS N-CREATE (${refused.map(statusOf).join(', ')}), for no fault that was found in it.`,
        evidence,
      );
    }
    const [image] = caseRecord.images;
    const first = begun.find(isSuccess)?.request;
    if (findings.length === 0 && image && first && image.sent.seq < first.seq) {
      return breach('The first image was sent before the RIS was told that the procedure step began.', [
        atObject(image, undefined, 'the first image'),
        atEvent(first, 'the procedure step begins'),
      ]);
    }
    return decide(findings, 'The procedure step began IN PROGRESS, before the first image came.', evidence);
  },
});

const fault = faultOf(RULE, CLAUSE);

function faultsOf(request: Command): Finding[] {
  const { attributes } = request;
  const status = valueOf(attributes, 'PerformedProcedureStepStatus');
  return [
    ...TYPE_1.filter((keyword) => valueOf(attributes, keyword) === '').map((keyword) =>
      fault(request, keyword, `The MPPS N-CREATE has no ${keyword} (Type 1).`),
    ),
    ...(itemsOf(attributes, 'ScheduledStepAttributesSequence').length === 0
      ? [
          fault(
            request,
            'ScheduledStepAttributesSequence',
            'The MPPS N-CREATE says of no scheduled step that it began (Type 1).',
          ),
        ]
      : []),
    ...(status === 'IN PROGRESS'
      ? []
      : [fault(request, 'PerformedProcedureStepStatus', 'The procedure step does not begin IN PROGRESS.', status)]),
  ];
}
