/**
 * app-config.js of OHIF: one data source, the PACS, and nothing from elsewhere.
 * @param o.dicomWeb path on the viewer's own origin, which passes it on
 */
export function appConfig({ product, dicomWeb: root }: { product: string; dicomWeb: string }): string {
  const configuration = {
    friendlyName: product,
    name: 'pacs',
    qidoRoot: root,
    wadoRoot: root,
    wadoUriRoot: root,
    qidoSupportsIncludeField: false,
    imageRendering: 'wadors',
    thumbnailRendering: 'wadors',
    enableStudyLazyLoad: true,
    supportsFuzzyMatching: false,
    supportsWildcard: true,
    omitQuotationForMultipartRequest: true,
    dicomUploadEnabled: false,
  };
  const config = {
    name: 'airworthy',
    routerBasename: '/',
    extensions: [],
    modes: [],
    customizationService: {},
    showStudyList: true,
    maxNumberOfWebWorkers: 2,
    showLoadingIndicator: true,
    showWarningMessageForCrossOrigin: false,
    showCPUFallbackMessage: false,
    strictZSpacingForVolumeViewport: true,
    investigationalUseDialog: { option: 'never' },
    defaultDataSourceName: 'pacs',
  };
  return `window.config = ${JSON.stringify(config)};
window.config.dataSources = [{
  namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
  sourceName: 'pacs',
  configuration: Object.assign(${JSON.stringify(configuration)}, {
    bulkDataURI: {
      enabled: true,
      // A PACS names bulk data by the address at which it knows itself.
      transform: url => url.replace(/^https?:\\/\\/[^/]+.*?(?=\\/studies\\/)/, location.origin + ${JSON.stringify(root)}),
    },
  }),
}];
`;
}
