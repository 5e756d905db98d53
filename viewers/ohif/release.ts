/** The OHIF Viewer that display scenarios were written against: the npm package as its authors published it. */
export const OHIF_RELEASE = {
  name: '@ohif/app',
  version: '3.13.2',
  /** Of the tarball, as npm writes it. */
  integrity: 'sha512-WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==',
  megabytes: 48,
} as const;
