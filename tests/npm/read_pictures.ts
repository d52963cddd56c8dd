import { fullGrad, loadImage, loadModel } from "fullgrad";

/** What a platform makes of pictures. */
export interface PicturesRead {
  readonly colors: readonly (readonly number[])[];
  /** Bytes of the figure's width and height. */
  readonly size: readonly number[];
  /** Length of its page. */
  readonly page: number;
}

/** The colors of pictures, and the figure of one, as this platform has them. */
export async function readPictures(
  files: readonly File[],
): Promise<PicturesRead> {
  const model = await loadModel("shapes_vgg9");
  const images = [];
  for (const file of files) images.push(await loadImage(file, model));
  const map = await fullGrad(model, images[0]!);
  const png = await map.figure().toPng();
  const html = await map.figure().toHtml();
  model.dispose();
  return {
    colors: images.map(({ rgb }) => [...rgb]),
    size: [...new Uint8Array(png.slice(16, 24))],
    page: html.length,
  };
}
