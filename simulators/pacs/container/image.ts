/** Orthanc 1.12.10 with DICOMweb 1.22, for amd64 and arm64. Chosen by exact tag so that a run can be repeated. */
export const ORTHANC_IMAGE = 'orthancteam/orthanc:25.12.3';

/** Option over environment over the pinned one. */
export function orthancImage(option: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  return option || env['AIRWORTHY_ORTHANC_IMAGE'] || ORTHANC_IMAGE;
}
