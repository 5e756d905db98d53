export { encodeDataset, toPart10 } from './encode';
export { type Part10Meta, readMeta, unwrap, wrap } from './file-meta';
export { natural, naturalBytes } from './natural';
