/** Indices of the arguments. */
export namespace Arg {
  /** What is read, and what is written. */
  export const from: i32 = 0;
  export const to: i32 = 1;
  /** Height and width before resizing, and after. */
  export const height: i32 = 2;
  export const width: i32 = 3;
  export const newHeight: i32 = 4;
  export const newWidth: i32 = 5;
  export const channels: i32 = 6;
  /** The tables of the rows, in rows, and of the columns, in bytes. */
  export const rows: i32 = 7;
  export const columns: i32 = 8;
}
