/** The parts of a page's global scope that are used, which Deno's types lack. */
export interface PageScope {
  readonly OffscreenCanvas: new (width: number, height: number) => Canvas;
  /** Not there in a worker. */
  readonly Image?: new () => PageImage;
}

/** The scope, where there is one. */
export const SCOPE: PageScope = globalThis as unknown as PageScope;

/** An image element. */
export interface PageImage {
  src: string;
  readonly naturalHeight: number;
  readonly naturalWidth: number;
  decode(): Promise<void>;
}

/** A canvas that is not shown. */
export interface Canvas {
  readonly height: number;
  readonly width: number;
  getContext(
    name: "2d",
    options: { readonly willReadFrequently: boolean },
  ): CanvasContext | null;
  getContext(name: "webgl2"): WebGl | null;
  convertToBlob(
    format: { readonly type: string; readonly quality: number },
  ): Promise<Blob>;
}

/** What draws on a canvas. */
export interface CanvasContext {
  readonly canvas: Canvas;
  imageSmoothingQuality: "low" | "medium" | "high";
  drawImage(
    image: ImageBitmap | PageImage | Canvas,
    x: number,
    y: number,
    width?: number,
    height?: number,
  ): void;
  getImageData(
    x: number,
    y: number,
    width: number,
    height: number,
  ): { readonly data: Uint8ClampedArray<ArrayBuffer> };
  putImageData(data: ImageData, x: number, y: number): void;
}

/** What reads a texture. */
export interface WebGl {
  readonly TEXTURE_2D: number;
  readonly FRAMEBUFFER: number;
  readonly COLOR_ATTACHMENT0: number;
  readonly MAX_TEXTURE_SIZE: number;
  readonly RGBA: number;
  readonly UNSIGNED_BYTE: number;
  createTexture(): object;
  createFramebuffer(): object;
  bindTexture(target: number, texture: object): void;
  bindFramebuffer(target: number, buffer: object): void;
  framebufferTexture2D(
    target: number,
    attachment: number,
    kind: number,
    texture: object,
    level: number,
  ): void;
  texImage2D(
    target: number,
    level: number,
    internal: number,
    format: number,
    type: number,
    source: ImageBitmap,
  ): void;
  readPixels(
    x: number,
    y: number,
    width: number,
    height: number,
    format: number,
    type: number,
    target: Uint8Array,
  ): void;
  getParameter(name: number): number;
  getExtension(name: "WEBGL_lose_context"): { loseContext(): void } | null;
}
