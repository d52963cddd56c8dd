/**
 * The bytes of files, from this computer or a server: bounded in size and time.
 *
 * @module
 */
export { type FileSource, toUrl } from "./file_source.ts";
export { type GivenFiles, givenUrl, shownUrl } from "./given_files.ts";
export { type FolderContent, listFolder } from "./list_folder.ts";
export { type FileContent, readFile, readFiles } from "./read_file.ts";
export {
  BYTE_LIMIT,
  READ_OPTIONS,
  type Reading,
  type ReadOptions,
} from "./read_options.ts";
export {
  openRecords,
  type RecordFile,
  type RecordOptions,
} from "./record_file.ts";
export {
  decodeNpy,
  dtypeOf,
  encodeNpy,
  type NpyArray,
  type NpyValues,
} from "./npy.ts";
export { nameBytes, nameEnd, nameStart } from "./name_bytes.ts";
export { siblingUrl } from "./sibling_url.ts";
export {
  type RemoteAnswer,
  sendRequest,
  UnreachableError,
} from "./remote_file.ts";
export { unzip, type UnzipOptions } from "./unzip.ts";
export { writeWhole } from "./write_whole.ts";
export { zip } from "./zip.ts";
