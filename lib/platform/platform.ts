/** Pixels of a picture, row by row, channels last, each 0…255. */
export interface Pixels {
  /** Red, green, blue, and opacity if there are four. */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly height: number;
  readonly width: number;
  readonly channels: 3 | 4;
}

/** Pixels that were decoded or drawn. */
export interface DecodedPixels extends Pixels {
  readonly data: Uint8Array;
}

/** What an encoded picture says of itself. */
export interface PictureInfo {
  /** Format in small letters; AVIF is `heif`, as its container is called. */
  readonly format: string;
  /** Type of a sample: `uchar`, `ushort`, or another name. */
  readonly depth: string;
  /** Color space; `cmyk` for inks. */
  readonly space: string;
  readonly height: number;
  readonly width: number;
}

/** How a picture is written to a file. */
export interface PictureFormat {
  readonly type: "png" | "jpeg" | "webp";
  /** 0 to 100, where colors may be changed. */
  readonly quality?: number;
  /** Whether a WebP file has the very colors. */
  readonly exact?: boolean;
  /** Whether few bytes matter more than time. */
  readonly small?: boolean;
  /** Rows and columns of the file's picture; those of the pixels otherwise. */
  readonly height?: number;
  readonly width?: number;
}

/** What Deno and Node do otherwise than a page: everything about pictures. */
export interface Platform {
  /**
   * Returns what the bytes of a picture say of it.
   *
   * @throws {Error} With the reason, if they are none.
   */
  inspect(bytes: Uint8Array): Promise<PictureInfo>;
  /**
   * Returns a picture's pixels: upright, without opacity and color profile.
   *
   * @param inks Whether it is one of cyan, magenta, yellow and black, of which
   * the four are returned as they are.
   * @throws {Error} With the reason, if the bytes are no whole picture.
   */
  decode(bytes: Uint8Array, inks: boolean): Promise<DecodedPixels>;
  /** Returns the file of a picture. */
  encode(pixels: Pixels, format: PictureFormat): Promise<Uint8Array>;
  /**
   * Returns the pixels of an SVG text.
   *
   * @param scale Pixels for each unit of the SVG.
   * @param otherFonts Whether it has scripts beyond the figures' own font.
   */
  rasterize(
    svg: string,
    scale: number,
    otherFonts: boolean,
  ): Promise<DecodedPixels>;
  /**
   * Returns the PDF file of an SVG text, with its texts as text in the Inter
   * font, which it holds.
   *
   * @param title What the file is called where it is shown.
   * @throws {Error} In a page, which has no fonts to embed.
   */
  pdf(svg: string, title: string): Promise<Uint8Array>;
}
