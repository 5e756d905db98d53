import type { Check } from '../../model/check';
import { commitment } from './commitment';
import { imagesDescribeRequest } from './images-describe-request';
import { imagesIdentifyExam, imagesIdentifyPatient } from './images-identify';
import { imagesValid } from './images-valid';
import { mppsBegun } from './mpps-begun';
import { mppsEnded } from './mpps-ended';
import { mppsIdentifiesExam } from './mpps-identifies-exam';
import { worklistQuery } from './worklist-query';

/** What a scanner must show in the workflow around AI. */
export const SCANNER_CHECKS: readonly Check[] = [
  worklistQuery,
  mppsBegun,
  mppsEnded,
  imagesValid,
  commitment,
  mppsIdentifiesExam,
  imagesIdentifyPatient,
  imagesIdentifyExam,
  imagesDescribeRequest,
];
