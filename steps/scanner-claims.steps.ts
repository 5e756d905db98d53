import { defineClaims } from './claims';

defineClaims([
  ['the scanner found the exam by a worklist query that asks for what it must carry on', 'scanner/worklist-query'],
  ['the RIS was told that the procedure step began, before any image came', 'scanner/mpps-begun'],
  ['the RIS was told that the step ended, with every image that was made', 'scanner/mpps-ended'],
  ['every image is a valid DICOM object and the PACS took it', 'scanner/images-valid'],
  ['the PACS was asked to commit to every image, and its report was taken', 'scanner/commitment'],
  ['the procedure step names the exam of the worklist', 'scanner/mpps-identifies-exam'],
  ['every image names the patient of the worklist', 'scanner/images-identify-patient'],
  ['every image names the exam of the worklist', 'scanner/images-identify-exam'],
  ['every image says which request and body part it is of', 'scanner/images-describe-request'],
]);
