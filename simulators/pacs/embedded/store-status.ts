/** C-STORE statuses (PS3.4 B.2.3) as we give them. */
export const STORE_STATUS = {
  success: 0x0000,
  outOfResources: 0xa700,
  /** The data set does not match what the request says it is. */
  doesNotMatch: 0xa900,
  cannotUnderstand: 0xc000,
} as const;

/** Failure Reason (0008,1197) of storage commitment (PS3.3 C.14). */
export const FAILURE_REASON = {
  processingFailure: 0x0110,
  noSuchObjectInstance: 0x0112,
  classInstanceConflict: 0x0119,
} as const;
